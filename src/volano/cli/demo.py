"""`volano demo`: a real model once round the wheel."""

import click


@click.command()
def demo() -> None:
    """Take a real language model once round the whole wheel."""
