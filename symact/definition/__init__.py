"""What an activation is: its formula, parameters, pieces and derivatives, and the same with exact values bound."""
