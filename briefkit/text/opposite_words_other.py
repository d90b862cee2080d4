"""A few opposites of news French, German and Spanish, as they are written. Data only; rows as in `opposite_words`."""

from __future__ import annotations

__all__ = ["BY_LANGUAGE"]

BY_LANGUAGE = {
    "fr": """
hausse augmentation croissance : baisse diminution recul
augmente augmenté augmenter : baisse baissé baisser diminue diminué diminuer recule reculé
monte monté : baisse baissé chute chuté
gagne gagné remporte remporté : perd perdu
victoire : défaite
bénéfice bénéfices profit gain : perte pertes déficit
ouvre ouvert ouverture ouvrir : ferme fermé fermeture fermer
accepte accepté accepter approuve approuvé adopte adopté : refuse refusé refuser rejette rejeté
autorise autorisé autoriser : interdit interdire
soutient soutenu : critique critiqué dénonce dénoncé
confirme confirmé : dément démenti
achète acheté achat acheter : vend vendu vente vendre
commence commencé début : finit fini termine terminé fin
arrive arrivé arrivée : part parti départ quitte quitté
avant : après
plus : moins
premier première premiers premières : dernier dernière derniers dernières
meilleur meilleure meilleurs : pire pires
coupable coupables : innocent innocente innocents
légal légale légaux : illégal illégale illégaux
possible : impossible
public publique publics : privé privée privés
favorable : défavorable
pour : contre
nord : sud
est : ouest
""",
    "de": """
steigt stieg gestiegen steigen anstieg zunahme wuchs gewachsen : sinkt sank gesunken sinken fällt fiel gefallen rückgang
erhöht erhöhte erhöhen : senkt senkte gesenkt senken
gewinnt gewann gewonnen gewinnen : verliert verlor verloren verlieren
sieg : niederlage
gewinn gewinne überschuss : verlust verluste defizit
öffnet öffnete geöffnet eröffnet : schließt schloss geschlossen
billigt billigte gebilligt genehmigt angenommen : abgelehnt ablehnt
erlaubt erlaubte erlauben : verbietet verbot verboten verbieten
unterstützt unterstützte : kritisiert kritisierte bekämpft
bestätigt bestätigte : dementiert dementierte bestreitet bestritt
kauft kaufte gekauft kaufen kauf : verkauft verkaufte verkaufen verkauf
beginnt begann begonnen beginn anfang : endet endete beendet ende
vor : nach
mehr : weniger
erste ersten erster erstes : letzte letzten letzter letztes
größte größten größter : kleinste kleinsten kleinster
höchste höchsten : niedrigste niedrigsten
schuldig : unschuldig
legal : illegal
möglich : unmöglich
öffentlich öffentliche öffentlichen : privat private privaten
wahrscheinlich : unwahrscheinlich
für : gegen
früher : später
""",
    "es": """
sube subió subir alza : baja bajó bajar caída
aumenta aumentó aumentar aumento : baja bajó bajar cae cayó caer disminuye disminuyó descenso caída
crece creció crecer : decrece decreció cae cayó
gana ganó ganado ganar : pierde perdió perdido perder
victoria : derrota
ganancia ganancias beneficio beneficios : pérdida pérdidas déficit
abre abrió abierto abrir apertura : cierra cerró cerrado cerrar cierre
aprueba aprobó aprobado acepta aceptó aceptado : rechaza rechazó rechazado
permite permitió permitir : prohíbe prohibió prohibido prohibir
apoya apoyó : critica criticó rechaza rechazó
confirma confirmó : niega negó desmiente desmintió
compra compró comprar : vende vendió vender venta
empieza empezó comienza comenzó inicio : termina terminó acaba acabó
antes : después
más : menos
primer primero primera primeros primeras : último última últimos últimas
mejor mejores : peor peores
mayor mayores : menor menores
culpable culpables : inocente inocentes
legal legales : ilegal ilegales
posible : imposible
público pública públicos públicas : privado privada privados privadas
favor : contra
norte : sur
este : oeste
""",
}
