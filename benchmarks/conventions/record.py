"""Measure the conventions of installed libraries and record them beside their adapters.

python benchmarks/conventions/record.py LIBRARY...
"""

import datetime
import json
import sys
from pathlib import Path

from symact.candidates import LIBRARIES, conventions, plan
from symact.candidates.process.parent import Sandbox


def main(chosen: list[str]) -> None:
    """Write measured.json of each library."""
    for library in chosen:
        functions, version = {}, ""
        with Sandbox(600.0) as child:
            for name in plan.names(library):
                found = conventions.measure(child, library, name)
                if found is not None:
                    version = found.pop("version")
                    functions[name] = {"defaults": conventions.defaults(library, name), **found}
        about = {"library": library, "version": version, "date": datetime.datetime.now(datetime.UTC).date().isoformat()}
        lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(each)}" for name, each in sorted(functions.items()))
        text = f'{json.dumps(about)[:-1]}, "functions": {{\n{lines}\n}}}}\n'
        json.loads(text)
        (Path(LIBRARIES) / library / "measured.json").write_text(text)
        print(f"{library}: {len(functions)} functions of {version}")


if __name__ == "__main__":
    main(sys.argv[1:])
