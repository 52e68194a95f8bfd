"""`python -m training.care`: compile the lexicon, train on four families in five, and report on the fifth."""

from campaign.care import lexicon
from campaign.care.packing import pack
from campaign.care.screening import screen
from training.care.corpus import read_corpus
from training.care.lexicon import compiled
from training.care.report import report
from training.care.training import train, write


def main() -> None:
    pack(compiled(), lexicon.PHRASES)
    rows = read_corpus()
    write(train([row for row in rows if not row.held_out]))
    held_out = [row for row in rows if row.held_out]
    print(report(rows, held_out, screen))


if __name__ == "__main__":
    main()
