"""Changing what a data folder shows: publish, roll back, take down, fetch. By command only; nothing in the web app writes
there. What is published is the old version or the new one, whole, and every change stands in the log.
"""
