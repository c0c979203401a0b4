"""Text from a file or from a stranger's model, made safe to print."""


def printable(text: str) -> str:
    r"""Write what does not print (line breaks, terminal commands, marks of direction) as Python's escapes.

    Example:
        >>> print(printable("no\n"), printable("Größe 大"))
        no\n Größe 大
    """
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
