"""What every other room stands on: ids, instants, canonical bytes, sentences of refusal."""
