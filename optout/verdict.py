def normalise(text: str) -> str:
    return text.casefold()
