"""Attendance and invoices of a tiny town, one batch of which was never billed."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
REGISTER = """N° enfant;Nom;Prénom;École;01/09/2026;03/09/2026;01/10/2026;02/10/2026
E1;Merisier;Ana;Les Tilleuls;P;P;P;A
E2;Roncin;Léo;Les Tilleuls;P;A;P;
E3;Orgeval;Zoé;Le Temple;P;;P;P
"""
HEADER = (
    "N° facture;N° famille;N° enfant;Mois;Repas;Quotient familial;Prix unitaire;Montant;"
    "Émise le;Payée le\n"
)
BILLED = (
    "1;F1;E1;01/09/2026;2;500;2,10;4,20;05/10/2026;12/10/2026\n"
    "2;F2;E2;01/09/2026;2;900;3,00;6,00;05/10/2026;\n"
    "3;F3;E3;01/09/2026;1;500;2,10;2,10;05/10/2026;\n"
    "4;F3;E3;01/10/2026;2;500;2,10;4,20;05/11/2026;\n"
)
LATE = (
    "5;F1;E1;01/10/2026;2;500;2,10;4,20;05/11/2026;\n"
    "6;F2;E2;01/10/2026;1;900;3,00;3,00;05/11/2026;\n"
)
