"""The progress board's cards. Importing this module registers them."""

from machi.cards import board_departments, board_items, board_next

__all__ = ["board_departments", "board_items", "board_next"]
