"""Services of the machine: files replaced whole, a cache whose entries are checked, limits on processor time."""
