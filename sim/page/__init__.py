"""The rules for the browser: the same functions, compiled to WebAssembly instead of this machine's code."""
