"""Loops that numba compiles: Newton's method for small models, and Gibbs sweeps.

Import these modules where they are called: loading numba takes a second.
"""
