"""One file a claim: its sentence, the statement that votes, the design, and what would prove it wrong.

Beside them first look, real oceans, and what they share.
"""
