"""Reports: monitors, annual reports, brochures and briefings, as pages and as tagged PDF, from a `Release` only."""
