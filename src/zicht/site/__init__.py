"""The site: pages, charts, maps and search, made from a `Release` and nothing else."""
