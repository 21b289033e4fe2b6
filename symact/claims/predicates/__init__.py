"""What a claim may say, one kind a class; each turns facts of the engine into outcomes, and none holds a verdict."""
