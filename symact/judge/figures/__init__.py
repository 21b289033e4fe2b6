"""What a comparison adds up to: figures of a verdict, merged from parts."""
