"""The sandbox: a candidate runs in a process of its own, with limits, and is never believed."""
