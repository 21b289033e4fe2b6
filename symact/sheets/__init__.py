"""What people read: the sheet on a terminal, and LaTeX."""
