"""Which other formula gave wrong rows: definitions altered as slips alter them, evaluated at the judged rows."""
