"""Where things live in a home. Paths only: nothing here touches the disk."""

from dataclasses import dataclass
from pathlib import Path

HOME_FORMAT = 1
"""Version of the layout below; a home of a later one is refused."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds everything Parvis keeps, on both sides of the wall."""

    root: Path

    @property
    def card(self) -> Path:
        """`home.json`: format, creation instant, demonstration or not."""
        return self.root / "home.json"

    @property
    def identified(self) -> Path:
        """The identified side, mode 0700."""
        return self.root / "identified"

    @property
    def database(self) -> Path:
        """The SQLite file of the applications."""
        return self.identified / "parvis.sqlite3"

    @property
    def staging(self) -> Path:
        """Deliveries as received and as typed rows, one folder each."""
        return self.identified / "staging"

    @property
    def inbox(self) -> Path:
        """Files uploaded and not yet loaded."""
        return self.identified / "inbox"

    @property
    def linkage(self) -> Path:
        """The workspace of linkages: what they spill is removed when they end."""
        return self.identified / "linkage"

    @property
    def watched(self) -> Path:
        """Where applications leave their exports: one folder per authority, named by its code."""
        return self.identified / "depot"

    @property
    def keys(self) -> Path:
        """The pseudonym key and the web secret, mode 0600 each."""
        return self.identified / "keys"

    @property
    def pseudonym_key(self) -> Path:
        return self.keys / "pseudonym.key"

    @property
    def web_secret(self) -> Path:
        return self.keys / "web.key"

    @property
    def palmares(self) -> Path:
        """The town's own palmarès, beside those shipped."""
        return self.root / "palmares"

    @property
    def elections(self) -> Path:
        """Local elections added by the town."""
        return self.root / "elections"

    @property
    def warehouse(self) -> Path:
        """The pseudonymised side."""
        return self.root / "warehouse"

    @property
    def noise_key(self) -> Path:
        """What the noise on counts of persons is drawn from, mode 0600; on this side of the wall.

        Who reads it reads the releases too.
        """
        return self.warehouse / "noise.key"

    @property
    def drawings(self) -> Path:
        """Charts drawn once: made again where they are missing, left out of a backup."""
        return self.warehouse / ".drawings"

    @property
    def answers(self) -> Path:
        """Protected answers of releases, a folder each: asked again where missing, not saved."""
        return self.warehouse / ".answers"

    @property
    def releases(self) -> Path:
        return self.warehouse / "releases"

    @property
    def current(self) -> Path:
        """The pointer: a text file that holds the id of the release in use."""
        return self.warehouse / "current"

    @property
    def access(self) -> Path:
        """Zones, places of each service and streets, as the town describes them."""
        return self.root / "access"

    @property
    def coverages(self) -> Path:
        """Services whose reach the town judges place by place."""
        return self.root / "coverages"

    @property
    def aids(self) -> Path:
        """Local aids whose non-recipients the town estimates."""
        return self.root / "aids"

    @property
    def algorithms(self) -> Path:
        """Notices of the town's own algorithmic rules."""
        return self.root / "algorithms"

    @property
    def consumptions(self) -> Path:
        """Where the town's own files say what families used."""
        return self.root / "consumptions"

    @property
    def attendances(self) -> Path:
        """Where the town's own files say how many came."""
        return self.root / "attendances"

    @property
    def tariffs(self) -> Path:
        """The town's own tariffs, one TOML file each."""
        return self.root / "tariffs"

    @property
    def reference(self) -> Path:
        """Official statistics brought in; no person is in them."""
        return self.root / "reference"

    @property
    def static(self) -> Path:
        """Static files gathered for the web server."""
        return self.root / "static"

    @property
    def contracts(self) -> Path:
        """The town's own contracts, read after those shipped."""
        return self.root / "contracts"

    @property
    def purposes(self) -> Path:
        """The declared purposes, and the town's word on the sectors."""
        return self.root / "purposes.toml"

    @property
    def metrics(self) -> Path:
        """The town's own metrics, read after those shipped."""
        return self.root / "metrics"

    @property
    def questions(self) -> Path:
        """The town's own pages of questions, read after those shipped."""
        return self.root / "questions"

    @property
    def documents(self) -> Path:
        """The town's own documents, read after those shipped."""
        return self.root / "documents"

    @property
    def public(self) -> Path:
        """The frozen tables that the town shows to anybody."""
        return self.root / "public"

    @property
    def maps(self) -> Path:
        """The town's own contours, one GeoJSON file per dimension (district.geojson)."""
        return self.root / "maps"

    @property
    def controls(self) -> Path:
        """The town's own controls, read after those shipped."""
        return self.root / "controls"

    @property
    def addresses(self) -> Path:
        """The commune's own address base, as files in the format of the national one (BAN)."""
        return self.root / "addresses"

    @property
    def margins(self) -> Path:
        """The town's own margins, to make a synthetic one; they replace those shipped."""
        return self.root / "margins"

    @property
    def calendars(self) -> Path:
        """The town's own calendars of days off, read after those shipped."""
        return self.root / "calendars"

    @property
    def rules(self) -> Path:
        """The town's own legal rules and demarches, read after those shipped."""
        return self.root / "rules"

    @property
    def attachments(self) -> Path:
        """Files that citizens and agents joined to requests, checked."""
        return self.identified / "attachments"

    @property
    def synonyms(self) -> Path:
        """The town's own words for its catalogue, read after those shipped."""
        return self.root / "synonyms"

    @property
    def verbatims(self) -> Path:
        """The town's own themes of what people write: its file replaces the one shipped."""
        return self.root / "verbatims"

    @property
    def feeling_model(self) -> Path:
        """What was learnt of the feeling of texts: numbers, no text."""
        return self.root / "verbatims" / "feeling.npz"

    @property
    def surveys(self) -> Path:
        """The town's own surveys, read after those shipped."""
        return self.root / "surveys"

    @property
    def outreach(self) -> Path:
        """The town's own matrix of sources by purposes: its file replaces the one shipped."""
        return self.root / "outreach"

    @property
    def paths(self) -> Path:
        """The town's own guided paths, read after those shipped."""
        return self.root / "paths"

    @property
    def bouquets(self) -> Path:
        """The town's own starting bouquets, read after those shipped."""
        return self.root / "bouquets"

    @property
    def identity(self) -> Path:
        """One file per identity provider, with its secret: mode 0600 each."""
        return self.keys / "identity"

    @property
    def vapid_key(self) -> Path:
        """What signs web push, mode 0600; without it, devices must subscribe again."""
        return self.keys / "vapid.pem"

    @property
    def sms(self) -> Path:
        """The provider of SMS and its secret: mode 0600."""
        return self.keys / "sms.toml"

    @property
    def drafts(self) -> Path:
        """Files joined to forms that are not sent yet."""
        return self.identified / "drafts"

    @property
    def brand(self) -> Path:
        """`brand.toml`: name, colours, voice of the authority this home was made for."""
        return self.root / "brand.toml"

    @property
    def brands(self) -> Path:
        """One folder per authority: its pictures, and `brand.toml` for all but the principal."""
        return self.root / "brands"
