"""`zicht protect` and `zicht audit` on files from elsewhere."""
