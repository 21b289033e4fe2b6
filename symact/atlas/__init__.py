"""The atlas: everything that symact knows of its activations as static pages, one an activation, with indexes."""
