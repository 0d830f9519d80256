"""What every aggregate needs: events, ids, days and periods, texts, errors. It knows no aggregate."""
