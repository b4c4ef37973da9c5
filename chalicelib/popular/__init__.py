"""What is most read, most discussed and trending: lists kept ready, renewed each minute."""
