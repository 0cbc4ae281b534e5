"""What is known of the country without names: a survey, and sources that count nobody in particular."""

from dataclasses import dataclass

from zicht.vocabulary.arrays import Ints
from zicht_invented.contacts import contacts_table, receive_contacts
from zicht_invented.counting import Universe
from zicht_invented.deliveries import Table
from zicht_invented.experiences import Experiences, experience
from zicht_invented.hotline import Reports, hotline_table, receive_reports
from zicht_invented.inhabitants import inhabitants_table
from zicht_invented.scene import Scene
from zicht_invented.survey import survey_tables
from zicht_invented.workers import count_workers, workers_table


@dataclass(frozen=True, eq=False)
class Tallies:
    """What sources without names report.

    Parameters
    ----------
    experiences : of all inhabitants, of whom a survey asks some
    reports : of images, to the hotline
    workers : years x `codes.WORK_SECTORS`
    contacts : with the organisations for domestic violence and child abuse
    """

    experiences: Experiences
    reports: Reports
    workers: Ints
    contacts: Universe


def tally(scene: Scene) -> Tallies:
    """Draw what sources without names report; each from a stream of its own, so that none moves another."""
    return Tallies(
        experience(scene),
        receive_reports(scene),
        count_workers(scene),
        receive_contacts(scene),
    )


def tables_of_tallies(tallies: Tallies, scene: Scene) -> list[Table]:
    """Return the deliveries of sources without names, inhabitants among them."""
    return [
        inhabitants_table(scene),
        *survey_tables(tallies.experiences, scene),
        hotline_table(tallies.reports, scene),
        workers_table(tallies.workers, scene),
        contacts_table(tallies.contacts, scene),
    ]
