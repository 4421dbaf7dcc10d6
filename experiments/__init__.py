"""One file a claim: question, hypothesis, design, what would prove it wrong, and `main`.

Beside them first look, real oceans, and what they share.
"""
