"""The gallery's cards. Importing this module registers them."""

from machi.cards import works_counts, works_list

__all__ = ["works_counts", "works_list"]
