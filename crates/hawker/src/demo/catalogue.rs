//! What the demo sells.

/// A product of the demo.
pub(crate) struct Product {
    pub(crate) listing: &'static str,
    pub(crate) title: &'static str,
    pub(crate) description: &'static str,
    /// Euro cents.
    pub(crate) price_minor: i64,
    /// SKU, what tells it apart, and units in stock.
    pub(crate) skus: &'static [(&'static str, &'static str, u32)],
}

/// The line-up, in order.
pub(crate) const PRODUCTS: [Product; 5] = [
    Product {
        listing: "enamel-mug",
        title: "Enamel mug, harbour blue",
        description: "Steel under two coats of enamel. Holds 350 ml and survives the campfire.",
        price_minor: 1_450,
        skus: &[("enamel-mug-blue", "Harbour blue", 2_000)],
    },
    Product {
        listing: "linen-shirt",
        title: "Washed linen shirt",
        description: "European flax, washed soft, cut straight. It wrinkles, and that is the point.",
        price_minor: 5_900,
        skus: &[
            ("linen-shirt-s", "S", 300),
            ("linen-shirt-m", "M", 500),
            ("linen-shirt-l", "L", 400),
        ],
    },
    Product {
        listing: "desk-lamp",
        title: "Brass desk lamp",
        description: "A hinged arm, a warm bulb, and a switch that clicks.",
        price_minor: 12_900,
        skus: &[("desk-lamp-brass", "Brass", 600)],
    },
    Product {
        listing: "wool-throw",
        title: "Lambswool throw",
        description: "Woven in a mill by the river, 140 × 180 cm, fringed by hand.",
        price_minor: 8_400,
        skus: &[("wool-throw-oat", "Oat", 400), ("wool-throw-moss", "Moss", 400)],
    },
    Product {
        listing: "pour-over-set",
        title: "Pour-over coffee set",
        description: "Dripper, carafe and forty filters. The kettle is yours to find.",
        price_minor: 3_750,
        skus: &[("pour-over-set", "Glass", 1_000)],
    },
];
