"""Benchmarks, and the fast servers and other people's senders they measure ours against."""
