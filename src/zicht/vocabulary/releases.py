"""A release: everything that may be seen outside, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zicht.vocabulary.areas import Geography
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.estimates import PublishedEstimate
from zicht.vocabulary.figures import Comparison, Reconciliation, Series
from zicht.vocabulary.linkage import PublishedLinkage
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.roles import Roles
from zicht.vocabulary.text import Text


@dataclass(frozen=True)
class HelpLine:
    """Where to find help: on every page."""

    name: str
    what: Text
    address: str
    telephone: str = ""


@dataclass(frozen=True)
class KeyFigure:
    """One card on a page: a reference to a figure, never a number.

    Parameters
    ----------
    theme : under which heading of the brochure it stands
    figures : ids of `Cited` figures, or addresses of counted ones (`ID:2024`)
    sentence : words around the numbers; `{0}`, `{1}` stand for the figures in order
    """

    theme: str
    figures: tuple[str, ...]
    sentence: Text
    group: str = ""


@dataclass(frozen=True)
class Face:
    """How a project presents itself."""

    id: str
    title: Text
    institute: Text
    country: str
    invented: bool
    languages: tuple[str, ...]
    about: Text
    contact: str
    help_lines: tuple[HelpLine, ...]
    base_address: str = ""
    licence: str = "CC BY 4.0"


@dataclass(frozen=True)
class Approval:
    """Signature of one reviewer over the digest of a release.

    Parameters
    ----------
    reviewer : name or role, as the institute registered it with the key
    key_id : first 16 hexadecimal digits of the SHA-256 of the public key
    signature : Ed25519 over digest, reviewer, statement, demonstration and time; hexadecimal
    statement : what was reviewed; survivors' and practitioners' review of wording is recorded here
    demonstration : True for a generated key that stands for nobody
    at : time of day in UTC; empty in approvals of an earlier version, which signed none
    """

    reviewer: str
    key_id: str
    signature: str
    statement: str = ""
    demonstration: bool = False
    at: str = ""


@dataclass(frozen=True)
class Document:
    """A piece of content of the knowledge base.

    Parameters
    ----------
    kind : `method`, `publication`, `recommendation`, `news`, `definition`, `reflection`, `event` and the like
    slug : words of its address per language
    body : Markdown per language
    facts : structured fields of its front matter
    """

    kind: str
    id: str
    slug: Text
    title: Text
    body: Text
    facts: Mapping[str, object] = field(default_factory=dict)
    theme: str = ""
    date: str = ""


@dataclass(frozen=True)
class Change:
    """One figure that moved between two releases, and why."""

    figure: str
    before: str
    after: str
    reason: Text


@dataclass(frozen=True)
class Inputs:
    """Digests of everything that may move a figure.

    Parameters
    ----------
    deliveries : of every delivered file with its letter, sorted
    settings : of the project folder, its deliveries and products left out
    code : of Zicht with its catalogue
    withdrawals : of who withdrew consent; empty while nobody did
    forgotten : of what is past its retention period and was forgotten; empty while nothing was
    """

    deliveries: tuple[str, ...] = ()
    settings: str = ""
    code: str = ""
    withdrawals: str = ""
    forgotten: str = ""


@dataclass(frozen=True)
class SealedBy:
    """What the gate sealed, and how.

    Parameters
    ----------
    digest : of the protected tables
    policy : name and version
    method : `controlled rounding` or `suppression`
    """

    digest: str = ""
    policy: str = ""
    method: str = ""


@dataclass(frozen=True)
class Manifest:
    """What a release holds, and what it was made from. The digest of its file is the name of the release.

    Parameters
    ----------
    format : of the files; a release says which one it has
    inputs : digests of what the release was made from
    gate : what the gate sealed; without a digest where nothing was counted
    files : name of each file to its digest
    """

    format: int = 1
    inputs: Inputs = field(default_factory=Inputs)
    gate: SealedBy = field(default_factory=SealedBy)
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Awaited:
    """Days of a source of which nothing can be counted, and the figures that are missing because of them.

    Either the delivery of these days is owed and has not arrived, or they are no longer kept.

    Parameters
    ----------
    source : id of the source
    title : of the source; the part is not told, as the name of a shelter may be a secret
    first, last : ISO dates of the days that are lacking
    periods : indicator to the periods of its figures that are missing
    is_forgotten : whether these days are no longer kept, as the retention period of the source ended
    """

    source: str
    title: Text
    first: str
    last: str
    periods: Mapping[str, tuple[str, ...]]
    is_forgotten: bool = False


@dataclass(frozen=True)
class Vintage:
    """What was first published of a period while it was provisional, and what it became.

    Parameters
    ----------
    indicator, period : of a total
    first : the first value, published as provisional
    final : the first value that was not provisional
    """

    indicator: str
    period: str
    first: float
    final: float


@dataclass(frozen=True)
class Release:
    """What site, reports and exports are made from, and nothing else.

    Parameters
    ----------
    digest : SHA-256 of the manifest, which lists the digest of every file
    face : of the project
    indicators, series : definitions and published figures, by indicator id
    codes : code lists of the dimensions, by dimension name
    geography : areas with shapes, or None where there are no deliveries
    population : public counts: (year, area, sex, age group) to inhabitants, margins included
    cited, reconciliations : figures published elsewhere and whether they add up
    comparisons : by how much figures changed, as the project states it; none in earlier versions
    estimates : results of the estimation room, by indicator id or id of the capture table
    documents : content of the knowledge base
    receipts : of the deliveries it was made from
    awaited : deliveries that have not arrived, of which figures are missing
    provisional : indicator to the periods of which its figures may still change; none in earlier versions
    policy, method, losses : of the gate; None where nothing was counted
    linkage : how records of one person were found; None where nothing was counted, and in earlier versions
    roles : which indicators, themes and texts fill the roles that pages ask for
    names : what the country calls its themes, breakdowns, levels and so on, by `section.key`; none in earlier versions
    changes : what moved since the release before
    vintages : first and final figures of periods that were provisional in releases before
    approvals : signatures so far; empty for a preview
    manifest : its files, and what it was made from
    """

    digest: str
    face: Face
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    codes: Mapping[str, CodeList] = field(default_factory=dict)
    geography: Geography | None = None
    population: Mapping[tuple[str, str, str, str], int] = field(default_factory=dict)
    cited: tuple[Cited, ...] = ()
    reconciliations: tuple[Reconciliation, ...] = ()
    key_figures: tuple[KeyFigure, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    estimates: Mapping[str, PublishedEstimate] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    awaited: tuple[Awaited, ...] = ()
    provisional: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    policy: Policy | None = None
    method: str = ""
    losses: Mapping[str, float] = field(default_factory=dict)
    linkage: PublishedLinkage | None = None
    roles: Roles = field(default_factory=Roles)
    names: Mapping[str, Text] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    vintages: tuple[Vintage, ...] = ()
    approvals: tuple[Approval, ...] = ()
    manifest: Manifest = field(default_factory=Manifest)

    @property
    def has_withdrawals(self) -> bool:
        """Whether records were left out because people withdrew their consent."""
        return bool(self.inputs.withdrawals)

    @property
    def inputs(self) -> Inputs:
        """Digests of what the release was made from."""
        return self.manifest.inputs

    @property
    def gate(self) -> SealedBy | None:
        """What the gate sealed; None where nothing was counted."""
        return self.manifest.gate if self.manifest.gate.digest else None
