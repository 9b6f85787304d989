"""Cards about population by grid square. The door: importing this registers all of them."""

from __future__ import annotations

from machi.cards.mesh_cell import mesh_cell
from machi.cards.mesh_map import mesh_map

__all__ = ["mesh_cell", "mesh_map"]
