"""Files of correctly rounded values: one format a module, reading, publishing, and an audit by mpmath."""
