"""Which number may be a headline: one rule, a fixed body of evidence, one verdict."""
