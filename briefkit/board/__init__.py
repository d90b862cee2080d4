"""The board: a static site of the briefs in a store. Which pages there are, and where they go; `render` sets them."""

from briefkit.board.build import Built, build_board
from briefkit.render.board_pages import Site

__all__ = ["Built", "Site", "build_board"]
