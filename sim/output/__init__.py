"""How results are shown: figures, tables of text, HTML pages, notebooks."""
