"""The claims of each text, one text a file: data only, with the line where the text makes the claim."""
