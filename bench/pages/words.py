"""Words that made-up organizations and people are named with; none of them is anyone."""

NAMES = """Amber Birch Bright Cedar Clear Copper Coral Crown Eagle Elm Evergreen Falcon Garden
Golden Granite Harbor Hazel Heron Hickory Horizon Juniper Lantern Laurel Linden Maple Meadow
Morning North Orchard Pioneer Prairie Quarry River Robin Saffron Silver Stone Summit Willow
Winter"""
PLACES = """Bay Bend Bluff Bridge Brook Canyon Cove Creek Crossing Falls Field Ford Forest Fork
Gate Glen Grove Haven Heights Hill Hollow Island Lake Landing Mill Park Pass Path Plain Point
Pond Ridge Run Shore Spring Square Trail Valley View Wood"""
TRADES = """Alliance Academy Center Coalition College Council Foundation Institute Network
Outreach Partners Services Skills Training Works"""
CITIES = """Alderton Brookfell Camden Dunmore Eastvale Fairhollow Glenburn Hartwell Ivyton
Kingsmere Larkfield Millhaven Northam Oakshire Pinecrest Quillford Ravensby Stonegate
Thornbury Westmarch"""
STATES = """AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV
NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY"""
FIRST = """Ada Amir Beatriz Carlos Chen Dana Elena Farid Grace Hana Ines Jamal Kofi Lena Luis
Mai Marco Maria Mateo Mina Nadia Noor Omar Paula Priya Quinn Rosa Ravi Sam Sofia Tariq Tess Uma
Victor Wanda Xena Yara Yusuf Zoe Zane"""
LAST = """Abara Bauer Castillo Dorsey Eklund Ferrer Gupta Hassan Ibarra Jansen Kim Larsen
Mendez Novak Okafor Petrov Quist Rossi Santos Tanaka Ueda Varga Walsh Xu Yilmaz Zeller"""
