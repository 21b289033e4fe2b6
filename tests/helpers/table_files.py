"""Table files as bytes, and archives with members of one's choice."""

import io
import zipfile

from symact.tables.export import exports


def to_bytes(table, kind):
    """Return a table in a format, such as "csv"."""
    file = io.BytesIO()
    exports()[kind].write(table, file)
    return file.getvalue()


def rewrite(path, data):
    """Write a file in place of another; a file system may wait for the disk where one is overwritten."""
    path.unlink(missing_ok=True)
    path.write_bytes(data)


def archive(members, compression=zipfile.ZIP_STORED):
    """Return a zip file of members, name -> bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as target:
        for name, data in members.items():
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, compression)
    return file.getvalue()


def members(table):
    """Return the members of a table's npz file, name -> bytes."""
    with zipfile.ZipFile(io.BytesIO(to_bytes(table, "npz"))) as source:
        return {name: source.read(name) for name in source.namelist()}
