"""The embedder plugin point: texts in, unit vectors out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from volano_server.kit.errors import Unavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]


class EmbedderUnavailable(Unavailable):
    """The embedder's package or model is not installed here."""

    code = "embedder_unavailable"


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity.

    The same text gives the same vector, alone or in any batch. `name` says which model and version made it:
    vectors of different names must never be compared.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """One row of unit length per text, shape (texts, dimensions), float32; zeros for a text without
        content.

        Raises EmbedderUnavailable where the model cannot be reached.
        """
