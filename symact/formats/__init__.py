"""Number formats in exact integers and NumPy arrays: encodings, rounding, values rounded to odd; no prover here."""
