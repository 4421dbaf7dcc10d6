"""One file a claim: question, hypothesis, design, what would prove it wrong, and `main`."""
