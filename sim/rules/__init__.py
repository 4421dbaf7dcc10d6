"""One mechanism a file: its claim, equation, citation and function. Rules know neither each other nor the period."""
