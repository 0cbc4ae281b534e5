"""One page for a municipality or a committee, on a day's notice: figures, what they mean, who helps.

`subject` finds what a brief is about, `writing` composes and sets it. What stands on the page comes from `local` (an
area), `national` (a theme), `published` (figures printed elsewhere), `alike` (municipalities of like size) and
`around` (what figures mean, recommendations). `draft` holds what they share.
"""
