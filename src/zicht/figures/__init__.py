"""The register: every figure its identity, vintages, what is cited from elsewhere, what adds up."""
