"""The cast: forty leads and twenty-five contacts made by hand, with the trouble real address books have."""

from typing import NamedTuple


class Role(NamedTuple):
    """One person of the cast; without a mobile of their own they get the next fictional one."""

    salutation: str
    first_name: str
    last_name: str
    company: str
    title: str
    country: str
    city: str
    mobile: str | None = None


# Two couples share a phone, written down differently each time.
FARM_PHONE, FARM_PHONE_AGAIN = "07119 555120", "+44 7119 555 120"
HOME_PHONE, HOME_PHONE_AGAIN = "07119555340", "0044 7119 555340"
LANDLINE = "020 7946 0321"
NOT_A_NUMBER, TOO_LONG = "ask reception", "07119 5551234 5678"

LEADS = (
    Role("Mr.", "Ben", "Whitfield", "Whitfield Farm Shop", "Owner", "GB", "Hereford", FARM_PHONE),
    Role("Mrs.", "Joan", "Whitfield", "Whitfield Farm Shop", "Partner", "GB", "Hereford", FARM_PHONE_AGAIN),
    Role("Ms.", "Priya", "Nair", "Nair Dental Care", "Practice Manager", "GB", "Leicester"),
    Role("Mr.", "Callum", "MacAskill", "Skye Outdoor", "Founder", "GB", "Portree"),
    Role("Frau", "Jana", "Schröder", "Schröder Augenoptik", "Inhaberin", "DE", "Köln"),
    Role("Mr.", "Tunde", "Adeyemi", "Adeyemi Motors", "Director", "GB", "Birmingham", ""),
    Role("Ms.", "Sian", "Pritchard", "Pritchard Veterinary", "Partner", "GB", "Cardiff"),
    Role("M.", "François", "Lefèvre", "Boulangerie Lefèvre", "Gérant", "FR", "Nantes"),
    Role("Dr.", "Yusuf", "Demir", "Demir Physiotherapy", "Lead Therapist", "GB", "London", LANDLINE),
    Role("Mrs.", "Grace", "Okonkwo", "Okonkwo Catering", "Owner", "GB", "London"),
    Role("Herr", "Jörg", "Weiß", "Weiß Fahrräder", "Geschäftsführer", "DE", "Freiburg"),
    Role("Ms.", "Chloe", "Bennett", "Bennett & Daughter", "Director", "GB", "York"),
    Role("Mr.", "Oliver", "Hargreaves", "Hargreaves Timber", "Sales Manager", "GB", "Leeds"),
    Role("Ms.", "Mei", "Lin", "Jade Garden Restaurants", "Operations", "GB", "Manchester"),
    Role("Mr.", "Declan", "O'Rourke", "O'Rourke Plumbing", "Owner", "GB", "Liverpool", NOT_A_NUMBER),
    Role("Frau", "Anneliese", "von Hohenstein-Wolkenstein", "Hofgut Wolkenstein", "Vorstand", "DE", "Ulm"),
    Role("Ms.", "Hannah", "Rosenthal", "Rosenthal Opticians", "Manager", "GB", "London"),
    Role("Mr.", "Diego", "Marín", "Marín Imports", "Buyer", "US", "Miami"),
    Role("Ms.", "Fatima", "Zahra", "Zahra Bridal", "Owner", "GB", "Bradford"),
    Role("Mme", "Zoé", "Faure", "Institut Faure", "Directrice", "FR", "Lyon"),
    Role("Mr.", "George", "Papadakis", "Papadakis Bakeries", "Director", "GB", "Bristol"),
    Role("Mrs.", "Nicola", "Thornton", "Thornton Nurseries", "Owner", "GB", "Exeter"),
    Role("Herr", "Mehmet", "Yıldız", "Yıldız Autohaus", "Verkaufsleiter", "DE", "Stuttgart"),
    Role("Mr.", "Rhys", "Llewellyn", "Llewellyn Cycles", "Owner", "GB", "Swansea", ""),
    Role("Ms.", "Emily", "Carter", "Carter Yoga", "Founder", "GB", "Brighton"),
    Role("Ms.", "Alicia", "Ramirez", "Sunrise Pediatrics", "Office Manager", "US", "Houston"),
    Role("Mr.", "Kwame", "Boateng", "Boateng Fitness", "Owner", "GB", "Croydon"),
    Role("M.", "Théo", "Girard", "Vélos Girard", "Vendeur", "FR", "Rennes"),
    Role("Ms.", "Isla", "Ferguson", "Ferguson Legal", "Solicitor", "GB", "Glasgow"),
    Role("Mr.", "Imran", "Qureshi", "Qureshi Carpets", "Director", "GB", "Luton"),
    Role("Frau", "Greta", "Köhler", "Köhler Keramik", "Meisterin", "DE", "Dresden"),
    Role("Mrs.", "Beatrice", "Langley", "Langley House Hotel", "General Manager", "GB", "Bath"),
    Role("Mr.", "Marek", "Nowicki", "Nowicki Joinery", "Owner", "GB", "Reading"),
    Role("Ms.", "Abigail", "Stone", "Stone Interiors", "Designer", "GB", "Oxford", HOME_PHONE),
    Role("Mr.", "Ethan", "Brooks", "Brooks Roofing", "Owner", "US", "Portland"),
    Role("Herr", "Lukas", "Brandstätter", "Brandstätter Reisen", "Inhaber", "DE", "Passau"),
    Role("Ms.", "Saoirse", "Kelly", "Kelly Stables", "Manager", "GB", "Newry", ""),
    Role("Mme", "Inès", "Benali", "Atelier Benali", "Créatrice", "FR", "Marseille"),
    Role("Mr.", "Daniel", "Osei", "Osei Accountancy", "Partner", "GB", "Milton Keynes"),
    Role("Ms.", "Amelia", "Hughes", "Hughes Garden Design", "Owner", "GB", "Bristol"),
)

CONTACTS = (
    Role("Mr.", "Nathan", "Stone", "Stone Interiors", "Buyer", "GB", "Oxford", HOME_PHONE_AGAIN),
    Role("Ms.", "Olivia", "Marsh", "Harbour Foods", "Head of Purchasing", "GB", "Plymouth"),
    Role("Mr.", "Arjun", "Mehta", "Harbour Foods", "Warehouse Lead", "GB", "Plymouth"),
    Role("Frau", "Sabine", "Vogel", "Nordlicht Energie", "Einkauf", "DE", "Kiel"),
    Role("Mrs.", "Margaret", "Ashworth", "Ashworth Textiles", "Managing Director", "GB", "Bolton", ""),
    Role("Mr.", "Leon", "Baptiste", "Baptiste & Cole", "Partner", "GB", "London"),
    Role("Herr", "Tobias", "Krüger", "Nordlicht Energie", "Technik", "DE", "Kiel"),
    Role("Mme", "Hélène", "Morel", "Domaine Morel", "Propriétaire", "FR", "Beaune"),
    Role("Ms.", "Zainab", "Hussain", "Peak Care Homes", "Regional Manager", "GB", "Derby"),
    Role("Mr.", "Jack", "Sullivan", "Sullivan Events", "Producer", "US", "Boston"),
    Role("Ms.", "Rebecca", "Lowe", "Peak Care Homes", "HR Manager", "GB", "Sheffield"),
    Role("Mr.", "Piotr", "Zieliński", "Zieliński Logistics", "Dispatcher", "GB", "Felixstowe"),
    Role("Frau", "Miriam", "Özdemir", "Stadtwerke Lindau", "Kundenservice", "DE", "Lindau"),
    Role("Mr.", "Samuel", "Adjei", "Adjei Print", "Owner", "GB", "Nottingham", TOO_LONG),
    Role("Ms.", "Charlotte", "Wainwright", "Lakeland Lodges", "Reservations", "GB", "Kendal"),
    Role("Ms.", "Naomi", "Fischer", "Fischer & Bloom", "Florist", "US", "Chicago"),
    Role("Mr.", "Harry", "Pemberton", "Lakeland Lodges", "Maintenance", "GB", "Kendal"),
    Role("M.", "Étienne", "Dubois", "Domaine Morel", "Maître de chai", "FR", "Beaune"),
    Role("Mrs.", "Sunita", "Patel", "Patel Pharmacy Group", "Superintendent", "GB", "Wembley"),
    Role("Herr", "Florian", "Huber", "Huber Metallbau", "Meister", "DE", "Augsburg"),
    Role("Ms.", "Freya", "Sinclair", "Orkney Ferries", "Ticketing", "GB", "Kirkwall"),
    Role("Mr.", "Thomas", "Achebe", "Patel Pharmacy Group", "Store Manager", "GB", "Harrow"),
    Role("Frau", "Katharina", "Lindner", "Huber Metallbau", "Büro", "DE", "Augsburg"),
    Role("Ms.", "Grace", "Kim", "Kim Orthodontics", "Office Manager", "US", "Chicago"),
    Role("Mr.", "William", "Fairbrother", "Fairbrother & Sons", "Director", "GB", "Norwich"),
)

# These three asked not to be texted: one an agent on the phone, two by answering a text.
ASKED_AN_AGENT = ("Rosenthal",)
ANSWERED_STOP = ("Carter", "Krüger")

# Who stands on a bought list: enough names that few people share one.
FIRST_NAMES = (
    *("Aaron", "Adaeze", "Aisha", "Alastair", "Anaïs", "André", "Anita", "Bronwen", "Carlos", "Catherine"),
    *("Chidi", "Clémence", "Dominic", "Eilidh", "Elif", "Émile", "Esther", "Farah", "Gareth", "Günther"),
    *("Harriet", "Ingrid", "Jasmine", "Jürgen", "Kofi", "Laura", "Lotte", "Marcus", "Maya", "Noël"),
    *("Oscar", "Paula", "Ravi", "Rosa", "Stefan", "Tamsin", "Uwe", "Vikram", "Wanjiru", "Zuzanna"),
)
LAST_NAMES = (
    *("Abbott", "Akhtar", "Becker", "Bianchi", "Blanchard", "Campbell", "Chaudhry", "Cohen", "Cooper", "Díaz"),
    *("Ellis", "Eze", "Fraser", "Gauthier", "Großmann", "Hassan", "Hoffmann", "Ibrahim", "Jovanović", "Kaya"),
    *("Khan", "Kowalska", "Lambert", "Lindqvist", "Martínez", "Mbeki", "Moore", "Müller", "Nguyen", "Novák"),
    *("Parker", "Pereira", "Quinn", "Reid", "Rousseau", "Sharma", "Singh", "Taylor", "Wójcik", "Young"),
)
COMPANY_KINDS = ("& Sons", "Consulting", "Design", "Foods", "Garage", "Holdings", "Logistics", "Studio", "Travel")
CITIES = {
    "GB": ("Aberdeen", "Belfast", "Coventry", "Derby", "Hull", "Ipswich", "Preston", "Southampton"),
    "US": ("Atlanta", "Denver", "Phoenix", "Seattle"),
    "DE": ("Bremen", "Leipzig", "Münster", "Nürnberg"),
    "FR": ("Angers", "Lille", "Orléans", "Tours"),
}
# The mix of a list, over and over.
COUNTRIES = (*["GB"] * 7, "US", *["GB"] * 4, "DE", *["GB"] * 3, "US", "GB", "DE", "FR")
