impl serde::Serialize for AdjustReason {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "ADJUST_REASON_UNSPECIFIED",
            Self::Damaged => "ADJUST_REASON_DAMAGED",
            Self::Lost => "ADJUST_REASON_LOST",
            Self::Found => "ADJUST_REASON_FOUND",
            Self::Theft => "ADJUST_REASON_THEFT",
            Self::Recount => "ADJUST_REASON_RECOUNT",
            Self::Other => "ADJUST_REASON_OTHER",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for AdjustReason {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "ADJUST_REASON_UNSPECIFIED",
            "ADJUST_REASON_DAMAGED",
            "ADJUST_REASON_LOST",
            "ADJUST_REASON_FOUND",
            "ADJUST_REASON_THEFT",
            "ADJUST_REASON_RECOUNT",
            "ADJUST_REASON_OTHER",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = AdjustReason;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "ADJUST_REASON_UNSPECIFIED" => Ok(AdjustReason::Unspecified),
                    "ADJUST_REASON_DAMAGED" => Ok(AdjustReason::Damaged),
                    "ADJUST_REASON_LOST" => Ok(AdjustReason::Lost),
                    "ADJUST_REASON_FOUND" => Ok(AdjustReason::Found),
                    "ADJUST_REASON_THEFT" => Ok(AdjustReason::Theft),
                    "ADJUST_REASON_RECOUNT" => Ok(AdjustReason::Recount),
                    "ADJUST_REASON_OTHER" => Ok(AdjustReason::Other),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for AdjustStockRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sku.is_empty() {
            len += 1;
        }
        if self.by != 0 {
            len += 1;
        }
        if self.reason != 0 {
            len += 1;
        }
        if !self.note.is_empty() {
            len += 1;
        }
        if self.on_shortfall != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.AdjustStockRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sku.is_empty() {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if self.by != 0 {
            struct_ser.serialize_field("by", &self.by)?;
        }
        if self.reason != 0 {
            let v = AdjustReason::try_from(self.reason)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.reason)))?;
            struct_ser.serialize_field("reason", &v)?;
        }
        if !self.note.is_empty() {
            struct_ser.serialize_field("note", &self.note)?;
        }
        if self.on_shortfall != 0 {
            let v = Shortfalls::try_from(self.on_shortfall)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.on_shortfall)))?;
            struct_ser.serialize_field("onShortfall", &v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for AdjustStockRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "sku",
            "by",
            "reason",
            "note",
            "on_shortfall",
            "onShortfall",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Sku,
            By,
            Reason,
            Note,
            OnShortfall,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sku" => Ok(GeneratedField::Sku),
                            "by" => Ok(GeneratedField::By),
                            "reason" => Ok(GeneratedField::Reason),
                            "note" => Ok(GeneratedField::Note),
                            "onShortfall" | "on_shortfall" => Ok(GeneratedField::OnShortfall),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = AdjustStockRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.AdjustStockRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<AdjustStockRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut sku__ = None;
                let mut by__ = None;
                let mut reason__ = None;
                let mut note__ = None;
                let mut on_shortfall__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = Some(map_.next_value()?);
                        }
                        GeneratedField::By => {
                            if by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("by"));
                            }
                            by__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value::<AdjustReason>()? as i32);
                        }
                        GeneratedField::Note => {
                            if note__.is_some() {
                                return Err(serde::de::Error::duplicate_field("note"));
                            }
                            note__ = Some(map_.next_value()?);
                        }
                        GeneratedField::OnShortfall => {
                            if on_shortfall__.is_some() {
                                return Err(serde::de::Error::duplicate_field("onShortfall"));
                            }
                            on_shortfall__ = Some(map_.next_value::<Shortfalls>()? as i32);
                        }
                    }
                }
                Ok(AdjustStockRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    sku: sku__.unwrap_or_default(),
                    by: by__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                    note: note__.unwrap_or_default(),
                    on_shortfall: on_shortfall__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.AdjustStockRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CancelRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if self.reservation != 0 {
            len += 1;
        }
        if !self.lines.is_empty() {
            len += 1;
        }
        if self.keep_out {
            len += 1;
        }
        if !self.reason.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.CancelRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if self.reservation != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("reservation", ToString::to_string(&self.reservation).as_str())?;
        }
        if !self.lines.is_empty() {
            struct_ser.serialize_field("lines", &self.lines)?;
        }
        if self.keep_out {
            struct_ser.serialize_field("keepOut", &self.keep_out)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CancelRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "reservation",
            "lines",
            "keep_out",
            "keepOut",
            "reason",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Reservation,
            Lines,
            KeepOut,
            Reason,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "reservation" => Ok(GeneratedField::Reservation),
                            "lines" => Ok(GeneratedField::Lines),
                            "keepOut" | "keep_out" => Ok(GeneratedField::KeepOut),
                            "reason" => Ok(GeneratedField::Reason),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CancelRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.CancelRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CancelRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut reservation__ = None;
                let mut lines__ = None;
                let mut keep_out__ = None;
                let mut reason__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Lines => {
                            if lines__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lines"));
                            }
                            lines__ = Some(map_.next_value()?);
                        }
                        GeneratedField::KeepOut => {
                            if keep_out__.is_some() {
                                return Err(serde::de::Error::duplicate_field("keepOut"));
                            }
                            keep_out__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(CancelRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    reservation: reservation__.unwrap_or_default(),
                    lines: lines__.unwrap_or_default(),
                    keep_out: keep_out__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.CancelRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ChangeSaleRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        if self.add_allotment != 0 {
            len += 1;
        }
        if self.limit_per_buyer.is_some() {
            len += 1;
        }
        if self.limit_per_household.is_some() {
            len += 1;
        }
        if self.price.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ChangeSaleRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if self.add_allotment != 0 {
            struct_ser.serialize_field("addAllotment", &self.add_allotment)?;
        }
        if let Some(v) = self.limit_per_buyer.as_ref() {
            struct_ser.serialize_field("limitPerBuyer", v)?;
        }
        if let Some(v) = self.limit_per_household.as_ref() {
            struct_ser.serialize_field("limitPerHousehold", v)?;
        }
        if let Some(v) = self.price.as_ref() {
            struct_ser.serialize_field("price", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ChangeSaleRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "sale",
            "add_allotment",
            "addAllotment",
            "limit_per_buyer",
            "limitPerBuyer",
            "limit_per_household",
            "limitPerHousehold",
            "price",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Sale,
            AddAllotment,
            LimitPerBuyer,
            LimitPerHousehold,
            Price,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sale" => Ok(GeneratedField::Sale),
                            "addAllotment" | "add_allotment" => Ok(GeneratedField::AddAllotment),
                            "limitPerBuyer" | "limit_per_buyer" => Ok(GeneratedField::LimitPerBuyer),
                            "limitPerHousehold" | "limit_per_household" => Ok(GeneratedField::LimitPerHousehold),
                            "price" => Ok(GeneratedField::Price),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ChangeSaleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ChangeSaleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ChangeSaleRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut sale__ = None;
                let mut add_allotment__ = None;
                let mut limit_per_buyer__ = None;
                let mut limit_per_household__ = None;
                let mut price__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                        GeneratedField::AddAllotment => {
                            if add_allotment__.is_some() {
                                return Err(serde::de::Error::duplicate_field("addAllotment"));
                            }
                            add_allotment__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LimitPerBuyer => {
                            if limit_per_buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limitPerBuyer"));
                            }
                            limit_per_buyer__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::LimitPerHousehold => {
                            if limit_per_household__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limitPerHousehold"));
                            }
                            limit_per_household__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Price => {
                            if price__.is_some() {
                                return Err(serde::de::Error::duplicate_field("price"));
                            }
                            price__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ChangeSaleRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                    add_allotment: add_allotment__.unwrap_or_default(),
                    limit_per_buyer: limit_per_buyer__,
                    limit_per_household: limit_per_household__,
                    price: price__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ChangeSaleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ChatMessage {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.seq != 0 {
            len += 1;
        }
        if !self.viewer.is_empty() {
            len += 1;
        }
        if !self.text.is_empty() {
            len += 1;
        }
        if self.at_ms != 0 {
            len += 1;
        }
        if self.role != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ChatMessage", len)?;
        if self.seq != 0 {
            struct_ser.serialize_field("seq", &self.seq)?;
        }
        if !self.viewer.is_empty() {
            struct_ser.serialize_field("viewer", &self.viewer)?;
        }
        if !self.text.is_empty() {
            struct_ser.serialize_field("text", &self.text)?;
        }
        if self.at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("atMs", ToString::to_string(&self.at_ms).as_str())?;
        }
        if self.role != 0 {
            let v = ChatRole::try_from(self.role)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.role)))?;
            struct_ser.serialize_field("role", &v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ChatMessage {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "seq",
            "viewer",
            "text",
            "at_ms",
            "atMs",
            "role",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Seq,
            Viewer,
            Text,
            AtMs,
            Role,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "seq" => Ok(GeneratedField::Seq),
                            "viewer" => Ok(GeneratedField::Viewer),
                            "text" => Ok(GeneratedField::Text),
                            "atMs" | "at_ms" => Ok(GeneratedField::AtMs),
                            "role" => Ok(GeneratedField::Role),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ChatMessage;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ChatMessage")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ChatMessage, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut seq__ = None;
                let mut viewer__ = None;
                let mut text__ = None;
                let mut at_ms__ = None;
                let mut role__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Seq => {
                            if seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seq"));
                            }
                            seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Viewer => {
                            if viewer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("viewer"));
                            }
                            viewer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = Some(map_.next_value()?);
                        }
                        GeneratedField::AtMs => {
                            if at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("atMs"));
                            }
                            at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Role => {
                            if role__.is_some() {
                                return Err(serde::de::Error::duplicate_field("role"));
                            }
                            role__ = Some(map_.next_value::<ChatRole>()? as i32);
                        }
                    }
                }
                Ok(ChatMessage {
                    seq: seq__.unwrap_or_default(),
                    viewer: viewer__.unwrap_or_default(),
                    text: text__.unwrap_or_default(),
                    at_ms: at_ms__.unwrap_or_default(),
                    role: role__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ChatMessage", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ChatRole {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "CHAT_ROLE_UNSPECIFIED",
            Self::Host => "CHAT_ROLE_HOST",
            Self::Moderator => "CHAT_ROLE_MODERATOR",
            Self::Buyer => "CHAT_ROLE_BUYER",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for ChatRole {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "CHAT_ROLE_UNSPECIFIED",
            "CHAT_ROLE_HOST",
            "CHAT_ROLE_MODERATOR",
            "CHAT_ROLE_BUYER",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = ChatRole;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "CHAT_ROLE_UNSPECIFIED" => Ok(ChatRole::Unspecified),
                    "CHAT_ROLE_HOST" => Ok(ChatRole::Host),
                    "CHAT_ROLE_MODERATOR" => Ok(ChatRole::Moderator),
                    "CHAT_ROLE_BUYER" => Ok(ChatRole::Buyer),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for ChatSkipped {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.messages != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ChatSkipped", len)?;
        if self.messages != 0 {
            struct_ser.serialize_field("messages", &self.messages)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ChatSkipped {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "messages",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Messages,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "messages" => Ok(GeneratedField::Messages),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ChatSkipped;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ChatSkipped")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ChatSkipped, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut messages__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Messages => {
                            if messages__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messages"));
                            }
                            messages__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ChatSkipped {
                    messages: messages__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ChatSkipped", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ChatTick {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.messages.is_empty() {
            len += 1;
        }
        if self.accepted != 0 {
            len += 1;
        }
        if self.sampled_out != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ChatTick", len)?;
        if !self.messages.is_empty() {
            struct_ser.serialize_field("messages", &self.messages)?;
        }
        if self.accepted != 0 {
            struct_ser.serialize_field("accepted", &self.accepted)?;
        }
        if self.sampled_out != 0 {
            struct_ser.serialize_field("sampledOut", &self.sampled_out)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ChatTick {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "messages",
            "accepted",
            "sampled_out",
            "sampledOut",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Messages,
            Accepted,
            SampledOut,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "messages" => Ok(GeneratedField::Messages),
                            "accepted" => Ok(GeneratedField::Accepted),
                            "sampledOut" | "sampled_out" => Ok(GeneratedField::SampledOut),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ChatTick;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ChatTick")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ChatTick, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut messages__ = None;
                let mut accepted__ = None;
                let mut sampled_out__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Messages => {
                            if messages__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messages"));
                            }
                            messages__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Accepted => {
                            if accepted__.is_some() {
                                return Err(serde::de::Error::duplicate_field("accepted"));
                            }
                            accepted__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::SampledOut => {
                            if sampled_out__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sampledOut"));
                            }
                            sampled_out__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ChatTick {
                    messages: messages__.unwrap_or_default(),
                    accepted: accepted__.unwrap_or_default(),
                    sampled_out: sampled_out__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ChatTick", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Checkout {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.reservation != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Checkout", len)?;
        if self.reservation != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("reservation", ToString::to_string(&self.reservation).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Checkout {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "reservation",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Reservation,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "reservation" => Ok(GeneratedField::Reservation),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Checkout;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Checkout")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Checkout, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut reservation__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Checkout {
                    reservation: reservation__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Checkout", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CheckoutResult {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.reservation.is_some() {
            len += 1;
        }
        if !self.url.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.CheckoutResult", len)?;
        if let Some(v) = self.reservation.as_ref() {
            struct_ser.serialize_field("reservation", v)?;
        }
        if !self.url.is_empty() {
            struct_ser.serialize_field("url", &self.url)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CheckoutResult {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "reservation",
            "url",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Reservation,
            Url,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "reservation" => Ok(GeneratedField::Reservation),
                            "url" => Ok(GeneratedField::Url),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CheckoutResult;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.CheckoutResult")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CheckoutResult, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut reservation__ = None;
                let mut url__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = map_.next_value()?;
                        }
                        GeneratedField::Url => {
                            if url__.is_some() {
                                return Err(serde::de::Error::duplicate_field("url"));
                            }
                            url__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(CheckoutResult {
                    reservation: reservation__,
                    url: url__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.CheckoutResult", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ClientFrame {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.id != 0 {
            len += 1;
        }
        if self.kind.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ClientFrame", len)?;
        if self.id != 0 {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.kind.as_ref() {
            match v {
                client_frame::Kind::Hello(v) => {
                    struct_ser.serialize_field("hello", v)?;
                }
                client_frame::Kind::SendChat(v) => {
                    struct_ser.serialize_field("sendChat", v)?;
                }
                client_frame::Kind::Pin(v) => {
                    struct_ser.serialize_field("pin", v)?;
                }
                client_frame::Kind::Unpin(v) => {
                    struct_ser.serialize_field("unpin", v)?;
                }
                client_frame::Kind::StartSale(v) => {
                    struct_ser.serialize_field("startSale", v)?;
                }
                client_frame::Kind::StopSale(v) => {
                    struct_ser.serialize_field("stopSale", v)?;
                }
                client_frame::Kind::SetShowState(v) => {
                    struct_ser.serialize_field("setShowState", v)?;
                }
                client_frame::Kind::Reserve(v) => {
                    struct_ser.serialize_field("reserve", v)?;
                }
                client_frame::Kind::Checkout(v) => {
                    struct_ser.serialize_field("checkout", v)?;
                }
                client_frame::Kind::Release(v) => {
                    struct_ser.serialize_field("release", v)?;
                }
                client_frame::Kind::Track(v) => {
                    struct_ser.serialize_field("track", v)?;
                }
                client_frame::Kind::Ping(v) => {
                    struct_ser.serialize_field("ping", v)?;
                }
                client_frame::Kind::RefreshToken(v) => {
                    struct_ser.serialize_field("refreshToken", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ClientFrame {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "hello",
            "send_chat",
            "sendChat",
            "pin",
            "unpin",
            "start_sale",
            "startSale",
            "stop_sale",
            "stopSale",
            "set_show_state",
            "setShowState",
            "reserve",
            "checkout",
            "release",
            "track",
            "ping",
            "refresh_token",
            "refreshToken",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Hello,
            SendChat,
            Pin,
            Unpin,
            StartSale,
            StopSale,
            SetShowState,
            Reserve,
            Checkout,
            Release,
            Track,
            Ping,
            RefreshToken,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "hello" => Ok(GeneratedField::Hello),
                            "sendChat" | "send_chat" => Ok(GeneratedField::SendChat),
                            "pin" => Ok(GeneratedField::Pin),
                            "unpin" => Ok(GeneratedField::Unpin),
                            "startSale" | "start_sale" => Ok(GeneratedField::StartSale),
                            "stopSale" | "stop_sale" => Ok(GeneratedField::StopSale),
                            "setShowState" | "set_show_state" => Ok(GeneratedField::SetShowState),
                            "reserve" => Ok(GeneratedField::Reserve),
                            "checkout" => Ok(GeneratedField::Checkout),
                            "release" => Ok(GeneratedField::Release),
                            "track" => Ok(GeneratedField::Track),
                            "ping" => Ok(GeneratedField::Ping),
                            "refreshToken" | "refresh_token" => Ok(GeneratedField::RefreshToken),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ClientFrame;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ClientFrame")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ClientFrame, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut kind__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Hello => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("hello"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Kind::Hello)
;
                        }
                        GeneratedField::SendChat => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sendChat"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Kind::SendChat)
;
                        }
                        GeneratedField::Pin => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pin"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Kind::Pin)
;
                        }
                        GeneratedField::Unpin => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("unpin"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Kind::Unpin)
;
                        }
                        GeneratedField::StartSale => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("startSale"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Kind::StartSale)
;
                        }
                        GeneratedField::StopSale => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stopSale"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Kind::StopSale)
;
                        }
                        GeneratedField::SetShowState => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("setShowState"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Kind::SetShowState)
;
                        }
                        GeneratedField::Reserve => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reserve"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Kind::Reserve)
;
                        }
                        GeneratedField::Checkout => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("checkout"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Kind::Checkout)
;
                        }
                        GeneratedField::Release => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("release"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Kind::Release)
;
                        }
                        GeneratedField::Track => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("track"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Kind::Track)
;
                        }
                        GeneratedField::Ping => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ping"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Kind::Ping)
;
                        }
                        GeneratedField::RefreshToken => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("refreshToken"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Kind::RefreshToken)
;
                        }
                    }
                }
                Ok(ClientFrame {
                    id: id__.unwrap_or_default(),
                    kind: kind__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ClientFrame", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CloseSaleRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.CloseSaleRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CloseSaleRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "sale",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Sale,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sale" => Ok(GeneratedField::Sale),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CloseSaleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.CloseSaleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CloseSaleRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut sale__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(CloseSaleRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.CloseSaleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CommandResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.outcome != 0 {
            len += 1;
        }
        if self.reservation.is_some() {
            len += 1;
        }
        if self.held_by_others != 0 {
            len += 1;
        }
        if self.left_for_buyer != 0 {
            len += 1;
        }
        if self.receipt.is_some() {
            len += 1;
        }
        if self.sale.is_some() {
            len += 1;
        }
        if self.stock.is_some() {
            len += 1;
        }
        if !self.shortfalls.is_empty() {
            len += 1;
        }
        if self.more_shortfalls != 0 {
            len += 1;
        }
        if self.waiting != 0 {
            len += 1;
        }
        if self.rest.is_some() {
            len += 1;
        }
        if self.group != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.CommandResponse", len)?;
        if self.outcome != 0 {
            let v = Outcome::try_from(self.outcome)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.outcome)))?;
            struct_ser.serialize_field("outcome", &v)?;
        }
        if let Some(v) = self.reservation.as_ref() {
            struct_ser.serialize_field("reservation", v)?;
        }
        if self.held_by_others != 0 {
            struct_ser.serialize_field("heldByOthers", &self.held_by_others)?;
        }
        if self.left_for_buyer != 0 {
            struct_ser.serialize_field("leftForBuyer", &self.left_for_buyer)?;
        }
        if let Some(v) = self.receipt.as_ref() {
            struct_ser.serialize_field("receipt", v)?;
        }
        if let Some(v) = self.sale.as_ref() {
            struct_ser.serialize_field("sale", v)?;
        }
        if let Some(v) = self.stock.as_ref() {
            struct_ser.serialize_field("stock", v)?;
        }
        if !self.shortfalls.is_empty() {
            struct_ser.serialize_field("shortfalls", &self.shortfalls)?;
        }
        if self.more_shortfalls != 0 {
            struct_ser.serialize_field("moreShortfalls", &self.more_shortfalls)?;
        }
        if self.waiting != 0 {
            struct_ser.serialize_field("waiting", &self.waiting)?;
        }
        if let Some(v) = self.rest.as_ref() {
            struct_ser.serialize_field("rest", v)?;
        }
        if self.group != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("group", ToString::to_string(&self.group).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CommandResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "outcome",
            "reservation",
            "held_by_others",
            "heldByOthers",
            "left_for_buyer",
            "leftForBuyer",
            "receipt",
            "sale",
            "stock",
            "shortfalls",
            "more_shortfalls",
            "moreShortfalls",
            "waiting",
            "rest",
            "group",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Outcome,
            Reservation,
            HeldByOthers,
            LeftForBuyer,
            Receipt,
            Sale,
            Stock,
            Shortfalls,
            MoreShortfalls,
            Waiting,
            Rest,
            Group,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "outcome" => Ok(GeneratedField::Outcome),
                            "reservation" => Ok(GeneratedField::Reservation),
                            "heldByOthers" | "held_by_others" => Ok(GeneratedField::HeldByOthers),
                            "leftForBuyer" | "left_for_buyer" => Ok(GeneratedField::LeftForBuyer),
                            "receipt" => Ok(GeneratedField::Receipt),
                            "sale" => Ok(GeneratedField::Sale),
                            "stock" => Ok(GeneratedField::Stock),
                            "shortfalls" => Ok(GeneratedField::Shortfalls),
                            "moreShortfalls" | "more_shortfalls" => Ok(GeneratedField::MoreShortfalls),
                            "waiting" => Ok(GeneratedField::Waiting),
                            "rest" => Ok(GeneratedField::Rest),
                            "group" => Ok(GeneratedField::Group),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CommandResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.CommandResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CommandResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut outcome__ = None;
                let mut reservation__ = None;
                let mut held_by_others__ = None;
                let mut left_for_buyer__ = None;
                let mut receipt__ = None;
                let mut sale__ = None;
                let mut stock__ = None;
                let mut shortfalls__ = None;
                let mut more_shortfalls__ = None;
                let mut waiting__ = None;
                let mut rest__ = None;
                let mut group__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Outcome => {
                            if outcome__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outcome"));
                            }
                            outcome__ = Some(map_.next_value::<Outcome>()? as i32);
                        }
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = map_.next_value()?;
                        }
                        GeneratedField::HeldByOthers => {
                            if held_by_others__.is_some() {
                                return Err(serde::de::Error::duplicate_field("heldByOthers"));
                            }
                            held_by_others__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LeftForBuyer => {
                            if left_for_buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("leftForBuyer"));
                            }
                            left_for_buyer__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Receipt => {
                            if receipt__.is_some() {
                                return Err(serde::de::Error::duplicate_field("receipt"));
                            }
                            receipt__ = map_.next_value()?;
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = map_.next_value()?;
                        }
                        GeneratedField::Stock => {
                            if stock__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stock"));
                            }
                            stock__ = map_.next_value()?;
                        }
                        GeneratedField::Shortfalls => {
                            if shortfalls__.is_some() {
                                return Err(serde::de::Error::duplicate_field("shortfalls"));
                            }
                            shortfalls__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MoreShortfalls => {
                            if more_shortfalls__.is_some() {
                                return Err(serde::de::Error::duplicate_field("moreShortfalls"));
                            }
                            more_shortfalls__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Waiting => {
                            if waiting__.is_some() {
                                return Err(serde::de::Error::duplicate_field("waiting"));
                            }
                            waiting__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Rest => {
                            if rest__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rest"));
                            }
                            rest__ = map_.next_value()?;
                        }
                        GeneratedField::Group => {
                            if group__.is_some() {
                                return Err(serde::de::Error::duplicate_field("group"));
                            }
                            group__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(CommandResponse {
                    outcome: outcome__.unwrap_or_default(),
                    reservation: reservation__,
                    held_by_others: held_by_others__.unwrap_or_default(),
                    left_for_buyer: left_for_buyer__.unwrap_or_default(),
                    receipt: receipt__,
                    sale: sale__,
                    stock: stock__,
                    shortfalls: shortfalls__.unwrap_or_default(),
                    more_shortfalls: more_shortfalls__.unwrap_or_default(),
                    waiting: waiting__.unwrap_or_default(),
                    rest: rest__,
                    group: group__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.CommandResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CommandsRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.commands.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.CommandsRequest", len)?;
        if !self.commands.is_empty() {
            struct_ser.serialize_field("commands", &self.commands)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CommandsRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "commands",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Commands,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "commands" => Ok(GeneratedField::Commands),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CommandsRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.CommandsRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CommandsRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut commands__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Commands => {
                            if commands__.is_some() {
                                return Err(serde::de::Error::duplicate_field("commands"));
                            }
                            commands__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(CommandsRequest {
                    commands: commands__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.CommandsRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CommandsResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.answers.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.CommandsResponse", len)?;
        if !self.answers.is_empty() {
            struct_ser.serialize_field("answers", &self.answers)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CommandsResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "answers",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Answers,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "answers" => Ok(GeneratedField::Answers),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CommandsResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.CommandsResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CommandsResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut answers__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Answers => {
                            if answers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("answers"));
                            }
                            answers__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(CommandsResponse {
                    answers: answers__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.CommandsResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CommitRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if self.reservation != 0 {
            len += 1;
        }
        if !self.payment_reference.is_empty() {
            len += 1;
        }
        if !self.lines.is_empty() {
            len += 1;
        }
        if self.rest != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.CommitRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if self.reservation != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("reservation", ToString::to_string(&self.reservation).as_str())?;
        }
        if !self.payment_reference.is_empty() {
            struct_ser.serialize_field("paymentReference", &self.payment_reference)?;
        }
        if !self.lines.is_empty() {
            struct_ser.serialize_field("lines", &self.lines)?;
        }
        if self.rest != 0 {
            let v = Rest::try_from(self.rest)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.rest)))?;
            struct_ser.serialize_field("rest", &v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CommitRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "reservation",
            "payment_reference",
            "paymentReference",
            "lines",
            "rest",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Reservation,
            PaymentReference,
            Lines,
            Rest,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "reservation" => Ok(GeneratedField::Reservation),
                            "paymentReference" | "payment_reference" => Ok(GeneratedField::PaymentReference),
                            "lines" => Ok(GeneratedField::Lines),
                            "rest" => Ok(GeneratedField::Rest),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CommitRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.CommitRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CommitRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut reservation__ = None;
                let mut payment_reference__ = None;
                let mut lines__ = None;
                let mut rest__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PaymentReference => {
                            if payment_reference__.is_some() {
                                return Err(serde::de::Error::duplicate_field("paymentReference"));
                            }
                            payment_reference__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Lines => {
                            if lines__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lines"));
                            }
                            lines__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Rest => {
                            if rest__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rest"));
                            }
                            rest__ = Some(map_.next_value::<Rest>()? as i32);
                        }
                    }
                }
                Ok(CommitRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    reservation: reservation__.unwrap_or_default(),
                    payment_reference: payment_reference__.unwrap_or_default(),
                    lines: lines__.unwrap_or_default(),
                    rest: rest__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.CommitRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CutOff {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.time.is_empty() {
            len += 1;
        }
        if !self.time_zone.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.CutOff", len)?;
        if !self.time.is_empty() {
            struct_ser.serialize_field("time", &self.time)?;
        }
        if !self.time_zone.is_empty() {
            struct_ser.serialize_field("timeZone", &self.time_zone)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CutOff {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "time",
            "time_zone",
            "timeZone",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Time,
            TimeZone,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "time" => Ok(GeneratedField::Time),
                            "timeZone" | "time_zone" => Ok(GeneratedField::TimeZone),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CutOff;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.CutOff")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CutOff, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut time__ = None;
                let mut time_zone__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Time => {
                            if time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("time"));
                            }
                            time__ = Some(map_.next_value()?);
                        }
                        GeneratedField::TimeZone => {
                            if time_zone__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timeZone"));
                            }
                            time_zone__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(CutOff {
                    time: time__.unwrap_or_default(),
                    time_zone: time_zone__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.CutOff", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DefineSaleRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        if !self.show.is_empty() {
            len += 1;
        }
        if !self.listing.is_empty() {
            len += 1;
        }
        if !self.skus.is_empty() {
            len += 1;
        }
        if self.price.is_some() {
            len += 1;
        }
        if self.allotment != 0 {
            len += 1;
        }
        if self.limit_per_buyer != 0 {
            len += 1;
        }
        if self.hold_seconds != 0 {
            len += 1;
        }
        if self.policy != 0 {
            len += 1;
        }
        if self.open_seconds != 0 {
            len += 1;
        }
        if self.waitlist != 0 {
            len += 1;
        }
        if self.offer_seconds != 0 {
            len += 1;
        }
        if self.limit_per_sku != 0 {
            len += 1;
        }
        if self.limit_per_household != 0 {
            len += 1;
        }
        if self.late_commit {
            len += 1;
        }
        if self.max_extensions.is_some() {
            len += 1;
        }
        if self.extend_seconds != 0 {
            len += 1;
        }
        if !self.seed_hash.is_empty() {
            len += 1;
        }
        if self.group.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.DefineSaleRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if !self.show.is_empty() {
            struct_ser.serialize_field("show", &self.show)?;
        }
        if !self.listing.is_empty() {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        if !self.skus.is_empty() {
            struct_ser.serialize_field("skus", &self.skus)?;
        }
        if let Some(v) = self.price.as_ref() {
            struct_ser.serialize_field("price", v)?;
        }
        if self.allotment != 0 {
            struct_ser.serialize_field("allotment", &self.allotment)?;
        }
        if self.limit_per_buyer != 0 {
            struct_ser.serialize_field("limitPerBuyer", &self.limit_per_buyer)?;
        }
        if self.hold_seconds != 0 {
            struct_ser.serialize_field("holdSeconds", &self.hold_seconds)?;
        }
        if self.policy != 0 {
            let v = SalePolicy::try_from(self.policy)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.policy)))?;
            struct_ser.serialize_field("policy", &v)?;
        }
        if self.open_seconds != 0 {
            struct_ser.serialize_field("openSeconds", &self.open_seconds)?;
        }
        if self.waitlist != 0 {
            let v = Waitlist::try_from(self.waitlist)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.waitlist)))?;
            struct_ser.serialize_field("waitlist", &v)?;
        }
        if self.offer_seconds != 0 {
            struct_ser.serialize_field("offerSeconds", &self.offer_seconds)?;
        }
        if self.limit_per_sku != 0 {
            struct_ser.serialize_field("limitPerSku", &self.limit_per_sku)?;
        }
        if self.limit_per_household != 0 {
            struct_ser.serialize_field("limitPerHousehold", &self.limit_per_household)?;
        }
        if self.late_commit {
            struct_ser.serialize_field("lateCommit", &self.late_commit)?;
        }
        if let Some(v) = self.max_extensions.as_ref() {
            struct_ser.serialize_field("maxExtensions", v)?;
        }
        if self.extend_seconds != 0 {
            struct_ser.serialize_field("extendSeconds", &self.extend_seconds)?;
        }
        if !self.seed_hash.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seedHash", pbjson::private::base64::encode(&self.seed_hash).as_str())?;
        }
        if let Some(v) = self.group.as_ref() {
            struct_ser.serialize_field("group", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for DefineSaleRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "sale",
            "show",
            "listing",
            "skus",
            "price",
            "allotment",
            "limit_per_buyer",
            "limitPerBuyer",
            "hold_seconds",
            "holdSeconds",
            "policy",
            "open_seconds",
            "openSeconds",
            "waitlist",
            "offer_seconds",
            "offerSeconds",
            "limit_per_sku",
            "limitPerSku",
            "limit_per_household",
            "limitPerHousehold",
            "late_commit",
            "lateCommit",
            "max_extensions",
            "maxExtensions",
            "extend_seconds",
            "extendSeconds",
            "seed_hash",
            "seedHash",
            "group",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Sale,
            Show,
            Listing,
            Skus,
            Price,
            Allotment,
            LimitPerBuyer,
            HoldSeconds,
            Policy,
            OpenSeconds,
            Waitlist,
            OfferSeconds,
            LimitPerSku,
            LimitPerHousehold,
            LateCommit,
            MaxExtensions,
            ExtendSeconds,
            SeedHash,
            Group,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sale" => Ok(GeneratedField::Sale),
                            "show" => Ok(GeneratedField::Show),
                            "listing" => Ok(GeneratedField::Listing),
                            "skus" => Ok(GeneratedField::Skus),
                            "price" => Ok(GeneratedField::Price),
                            "allotment" => Ok(GeneratedField::Allotment),
                            "limitPerBuyer" | "limit_per_buyer" => Ok(GeneratedField::LimitPerBuyer),
                            "holdSeconds" | "hold_seconds" => Ok(GeneratedField::HoldSeconds),
                            "policy" => Ok(GeneratedField::Policy),
                            "openSeconds" | "open_seconds" => Ok(GeneratedField::OpenSeconds),
                            "waitlist" => Ok(GeneratedField::Waitlist),
                            "offerSeconds" | "offer_seconds" => Ok(GeneratedField::OfferSeconds),
                            "limitPerSku" | "limit_per_sku" => Ok(GeneratedField::LimitPerSku),
                            "limitPerHousehold" | "limit_per_household" => Ok(GeneratedField::LimitPerHousehold),
                            "lateCommit" | "late_commit" => Ok(GeneratedField::LateCommit),
                            "maxExtensions" | "max_extensions" => Ok(GeneratedField::MaxExtensions),
                            "extendSeconds" | "extend_seconds" => Ok(GeneratedField::ExtendSeconds),
                            "seedHash" | "seed_hash" => Ok(GeneratedField::SeedHash),
                            "group" => Ok(GeneratedField::Group),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = DefineSaleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.DefineSaleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<DefineSaleRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut sale__ = None;
                let mut show__ = None;
                let mut listing__ = None;
                let mut skus__ = None;
                let mut price__ = None;
                let mut allotment__ = None;
                let mut limit_per_buyer__ = None;
                let mut hold_seconds__ = None;
                let mut policy__ = None;
                let mut open_seconds__ = None;
                let mut waitlist__ = None;
                let mut offer_seconds__ = None;
                let mut limit_per_sku__ = None;
                let mut limit_per_household__ = None;
                let mut late_commit__ = None;
                let mut max_extensions__ = None;
                let mut extend_seconds__ = None;
                let mut seed_hash__ = None;
                let mut group__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Skus => {
                            if skus__.is_some() {
                                return Err(serde::de::Error::duplicate_field("skus"));
                            }
                            skus__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Price => {
                            if price__.is_some() {
                                return Err(serde::de::Error::duplicate_field("price"));
                            }
                            price__ = map_.next_value()?;
                        }
                        GeneratedField::Allotment => {
                            if allotment__.is_some() {
                                return Err(serde::de::Error::duplicate_field("allotment"));
                            }
                            allotment__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LimitPerBuyer => {
                            if limit_per_buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limitPerBuyer"));
                            }
                            limit_per_buyer__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::HoldSeconds => {
                            if hold_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("holdSeconds"));
                            }
                            hold_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Policy => {
                            if policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("policy"));
                            }
                            policy__ = Some(map_.next_value::<SalePolicy>()? as i32);
                        }
                        GeneratedField::OpenSeconds => {
                            if open_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("openSeconds"));
                            }
                            open_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Waitlist => {
                            if waitlist__.is_some() {
                                return Err(serde::de::Error::duplicate_field("waitlist"));
                            }
                            waitlist__ = Some(map_.next_value::<Waitlist>()? as i32);
                        }
                        GeneratedField::OfferSeconds => {
                            if offer_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("offerSeconds"));
                            }
                            offer_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LimitPerSku => {
                            if limit_per_sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limitPerSku"));
                            }
                            limit_per_sku__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LimitPerHousehold => {
                            if limit_per_household__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limitPerHousehold"));
                            }
                            limit_per_household__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LateCommit => {
                            if late_commit__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lateCommit"));
                            }
                            late_commit__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MaxExtensions => {
                            if max_extensions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("maxExtensions"));
                            }
                            max_extensions__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::ExtendSeconds => {
                            if extend_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("extendSeconds"));
                            }
                            extend_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::SeedHash => {
                            if seed_hash__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seedHash"));
                            }
                            seed_hash__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Group => {
                            if group__.is_some() {
                                return Err(serde::de::Error::duplicate_field("group"));
                            }
                            group__ = map_.next_value()?;
                        }
                    }
                }
                Ok(DefineSaleRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                    show: show__.unwrap_or_default(),
                    listing: listing__.unwrap_or_default(),
                    skus: skus__.unwrap_or_default(),
                    price: price__,
                    allotment: allotment__.unwrap_or_default(),
                    limit_per_buyer: limit_per_buyer__.unwrap_or_default(),
                    hold_seconds: hold_seconds__.unwrap_or_default(),
                    policy: policy__.unwrap_or_default(),
                    open_seconds: open_seconds__.unwrap_or_default(),
                    waitlist: waitlist__.unwrap_or_default(),
                    offer_seconds: offer_seconds__.unwrap_or_default(),
                    limit_per_sku: limit_per_sku__.unwrap_or_default(),
                    limit_per_household: limit_per_household__.unwrap_or_default(),
                    late_commit: late_commit__.unwrap_or_default(),
                    max_extensions: max_extensions__,
                    extend_seconds: extend_seconds__.unwrap_or_default(),
                    seed_hash: seed_hash__.unwrap_or_default(),
                    group: group__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.DefineSaleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Done {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("hawker.v1.Done", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Done {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Done;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Done")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Done, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(Done {
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Done", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Draw {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.seed_hash.is_empty() {
            len += 1;
        }
        if !self.entries_hash.is_empty() {
            len += 1;
        }
        if self.entries != 0 {
            len += 1;
        }
        if !self.seed.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Draw", len)?;
        if !self.seed_hash.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seedHash", pbjson::private::base64::encode(&self.seed_hash).as_str())?;
        }
        if !self.entries_hash.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("entriesHash", pbjson::private::base64::encode(&self.entries_hash).as_str())?;
        }
        if self.entries != 0 {
            struct_ser.serialize_field("entries", &self.entries)?;
        }
        if !self.seed.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seed", pbjson::private::base64::encode(&self.seed).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Draw {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "seed_hash",
            "seedHash",
            "entries_hash",
            "entriesHash",
            "entries",
            "seed",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            SeedHash,
            EntriesHash,
            Entries,
            Seed,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "seedHash" | "seed_hash" => Ok(GeneratedField::SeedHash),
                            "entriesHash" | "entries_hash" => Ok(GeneratedField::EntriesHash),
                            "entries" => Ok(GeneratedField::Entries),
                            "seed" => Ok(GeneratedField::Seed),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Draw;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Draw")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Draw, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut seed_hash__ = None;
                let mut entries_hash__ = None;
                let mut entries__ = None;
                let mut seed__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::SeedHash => {
                            if seed_hash__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seedHash"));
                            }
                            seed_hash__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::EntriesHash => {
                            if entries_hash__.is_some() {
                                return Err(serde::de::Error::duplicate_field("entriesHash"));
                            }
                            entries_hash__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Entries => {
                            if entries__.is_some() {
                                return Err(serde::de::Error::duplicate_field("entries"));
                            }
                            entries__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Seed => {
                            if seed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seed"));
                            }
                            seed__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Draw {
                    seed_hash: seed_hash__.unwrap_or_default(),
                    entries_hash: entries_hash__.unwrap_or_default(),
                    entries: entries__.unwrap_or_default(),
                    seed: seed__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Draw", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DrawEntry {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.number != 0 {
            len += 1;
        }
        if !self.buyer.is_empty() {
            len += 1;
        }
        if !self.nonce.is_empty() {
            len += 1;
        }
        if !self.sku.is_empty() {
            len += 1;
        }
        if self.quantity != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.DrawEntry", len)?;
        if self.number != 0 {
            struct_ser.serialize_field("number", &self.number)?;
        }
        if !self.buyer.is_empty() {
            struct_ser.serialize_field("buyer", &self.buyer)?;
        }
        if !self.nonce.is_empty() {
            struct_ser.serialize_field("nonce", &self.nonce)?;
        }
        if !self.sku.is_empty() {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if self.quantity != 0 {
            struct_ser.serialize_field("quantity", &self.quantity)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for DrawEntry {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "number",
            "buyer",
            "nonce",
            "sku",
            "quantity",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Number,
            Buyer,
            Nonce,
            Sku,
            Quantity,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "number" => Ok(GeneratedField::Number),
                            "buyer" => Ok(GeneratedField::Buyer),
                            "nonce" => Ok(GeneratedField::Nonce),
                            "sku" => Ok(GeneratedField::Sku),
                            "quantity" => Ok(GeneratedField::Quantity),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = DrawEntry;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.DrawEntry")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<DrawEntry, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut number__ = None;
                let mut buyer__ = None;
                let mut nonce__ = None;
                let mut sku__ = None;
                let mut quantity__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Number => {
                            if number__.is_some() {
                                return Err(serde::de::Error::duplicate_field("number"));
                            }
                            number__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Buyer => {
                            if buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyer"));
                            }
                            buyer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Nonce => {
                            if nonce__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nonce"));
                            }
                            nonce__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Quantity => {
                            if quantity__.is_some() {
                                return Err(serde::de::Error::duplicate_field("quantity"));
                            }
                            quantity__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(DrawEntry {
                    number: number__.unwrap_or_default(),
                    buyer: buyer__.unwrap_or_default(),
                    nonce: nonce__.unwrap_or_default(),
                    sku: sku__.unwrap_or_default(),
                    quantity: quantity__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.DrawEntry", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Elapse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.limit != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Elapse", len)?;
        if self.limit != 0 {
            struct_ser.serialize_field("limit", &self.limit)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Elapse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "limit",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Limit,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "limit" => Ok(GeneratedField::Limit),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Elapse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Elapse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Elapse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut limit__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Limit => {
                            if limit__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limit"));
                            }
                            limit__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Elapse {
                    limit: limit__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Elapse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for EnterDrawRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.buyer.is_empty() {
            len += 1;
        }
        if !self.household.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        if !self.nonce.is_empty() {
            len += 1;
        }
        if !self.lines.is_empty() {
            len += 1;
        }
        if !self.show.is_empty() {
            len += 1;
        }
        if !self.listing.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.EnterDrawRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.buyer.is_empty() {
            struct_ser.serialize_field("buyer", &self.buyer)?;
        }
        if !self.household.is_empty() {
            struct_ser.serialize_field("household", &self.household)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if !self.nonce.is_empty() {
            struct_ser.serialize_field("nonce", &self.nonce)?;
        }
        if !self.lines.is_empty() {
            struct_ser.serialize_field("lines", &self.lines)?;
        }
        if !self.show.is_empty() {
            struct_ser.serialize_field("show", &self.show)?;
        }
        if !self.listing.is_empty() {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for EnterDrawRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "buyer",
            "household",
            "sale",
            "nonce",
            "lines",
            "show",
            "listing",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Buyer,
            Household,
            Sale,
            Nonce,
            Lines,
            Show,
            Listing,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "buyer" => Ok(GeneratedField::Buyer),
                            "household" => Ok(GeneratedField::Household),
                            "sale" => Ok(GeneratedField::Sale),
                            "nonce" => Ok(GeneratedField::Nonce),
                            "lines" => Ok(GeneratedField::Lines),
                            "show" => Ok(GeneratedField::Show),
                            "listing" => Ok(GeneratedField::Listing),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = EnterDrawRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.EnterDrawRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<EnterDrawRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut buyer__ = None;
                let mut household__ = None;
                let mut sale__ = None;
                let mut nonce__ = None;
                let mut lines__ = None;
                let mut show__ = None;
                let mut listing__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Buyer => {
                            if buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyer"));
                            }
                            buyer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Household => {
                            if household__.is_some() {
                                return Err(serde::de::Error::duplicate_field("household"));
                            }
                            household__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Nonce => {
                            if nonce__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nonce"));
                            }
                            nonce__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Lines => {
                            if lines__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lines"));
                            }
                            lines__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(EnterDrawRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    buyer: buyer__.unwrap_or_default(),
                    household: household__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                    nonce: nonce__.unwrap_or_default(),
                    lines: lines__.unwrap_or_default(),
                    show: show__.unwrap_or_default(),
                    listing: listing__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.EnterDrawRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Error {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.code != 0 {
            len += 1;
        }
        if self.temporary {
            len += 1;
        }
        if !self.message.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Error", len)?;
        if self.code != 0 {
            let v = ErrorCode::try_from(self.code)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.code)))?;
            struct_ser.serialize_field("code", &v)?;
        }
        if self.temporary {
            struct_ser.serialize_field("temporary", &self.temporary)?;
        }
        if !self.message.is_empty() {
            struct_ser.serialize_field("message", &self.message)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Error {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "code",
            "temporary",
            "message",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Code,
            Temporary,
            Message,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "code" => Ok(GeneratedField::Code),
                            "temporary" => Ok(GeneratedField::Temporary),
                            "message" => Ok(GeneratedField::Message),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Error;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Error")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Error, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut code__ = None;
                let mut temporary__ = None;
                let mut message__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Code => {
                            if code__.is_some() {
                                return Err(serde::de::Error::duplicate_field("code"));
                            }
                            code__ = Some(map_.next_value::<ErrorCode>()? as i32);
                        }
                        GeneratedField::Temporary => {
                            if temporary__.is_some() {
                                return Err(serde::de::Error::duplicate_field("temporary"));
                            }
                            temporary__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Message => {
                            if message__.is_some() {
                                return Err(serde::de::Error::duplicate_field("message"));
                            }
                            message__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Error {
                    code: code__.unwrap_or_default(),
                    temporary: temporary__.unwrap_or_default(),
                    message: message__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Error", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ErrorCode {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "ERROR_CODE_UNSPECIFIED",
            Self::BadFrame => "ERROR_CODE_BAD_FRAME",
            Self::TooBig => "ERROR_CODE_TOO_BIG",
            Self::NotUtf8 => "ERROR_CODE_NOT_UTF8",
            Self::UnknownKind => "ERROR_CODE_UNKNOWN_KIND",
            Self::HelloRequired => "ERROR_CODE_HELLO_REQUIRED",
            Self::HelloTimeout => "ERROR_CODE_HELLO_TIMEOUT",
            Self::HelloRepeated => "ERROR_CODE_HELLO_REPEATED",
            Self::TokenMissing => "ERROR_CODE_TOKEN_MISSING",
            Self::TokenInvalid => "ERROR_CODE_TOKEN_INVALID",
            Self::TokenExpired => "ERROR_CODE_TOKEN_EXPIRED",
            Self::CapabilityMissing => "ERROR_CODE_CAPABILITY_MISSING",
            Self::ShowNotFound => "ERROR_CODE_SHOW_NOT_FOUND",
            Self::ListingNotFound => "ERROR_CODE_LISTING_NOT_FOUND",
            Self::SkuNotFound => "ERROR_CODE_SKU_NOT_FOUND",
            Self::SaleNotFound => "ERROR_CODE_SALE_NOT_FOUND",
            Self::ReservationNotFound => "ERROR_CODE_RESERVATION_NOT_FOUND",
            Self::WrongState => "ERROR_CODE_WRONG_STATE",
            Self::QuantityInvalid => "ERROR_CODE_QUANTITY_INVALID",
            Self::Conflict => "ERROR_CODE_CONFLICT",
            Self::Expired => "ERROR_CODE_EXPIRED",
            Self::KeyExpired => "ERROR_CODE_KEY_EXPIRED",
            Self::KeyInvalid => "ERROR_CODE_KEY_INVALID",
            Self::ResourceExhausted => "ERROR_CODE_RESOURCE_EXHAUSTED",
            Self::Unknown => "ERROR_CODE_UNKNOWN",
            Self::RateLimited => "ERROR_CODE_RATE_LIMITED",
            Self::TextInvalid => "ERROR_CODE_TEXT_INVALID",
            Self::FieldInvalid => "ERROR_CODE_FIELD_INVALID",
            Self::AlreadyExists => "ERROR_CODE_ALREADY_EXISTS",
            Self::Unavailable => "ERROR_CODE_UNAVAILABLE",
            Self::RoomFull => "ERROR_CODE_ROOM_FULL",
            Self::Draining => "ERROR_CODE_DRAINING",
            Self::Stalled => "ERROR_CODE_STALLED",
            Self::PositionGone => "ERROR_CODE_POSITION_GONE",
            Self::NotFound => "ERROR_CODE_NOT_FOUND",
            Self::Internal => "ERROR_CODE_INTERNAL",
            Self::PortInUse => "ERROR_CODE_PORT_IN_USE",
            Self::DataDirUnwritable => "ERROR_CODE_DATA_DIR_UNWRITABLE",
            Self::DataDirLocked => "ERROR_CODE_DATA_DIR_LOCKED",
            Self::ConfigInvalid => "ERROR_CODE_CONFIG_INVALID",
            Self::JournalCorrupt => "ERROR_CODE_JOURNAL_CORRUPT",
            Self::RecountDiffers => "ERROR_CODE_RECOUNT_DIFFERS",
            Self::AuditDiffers => "ERROR_CODE_AUDIT_DIFFERS",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for ErrorCode {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "ERROR_CODE_UNSPECIFIED",
            "ERROR_CODE_BAD_FRAME",
            "ERROR_CODE_TOO_BIG",
            "ERROR_CODE_NOT_UTF8",
            "ERROR_CODE_UNKNOWN_KIND",
            "ERROR_CODE_HELLO_REQUIRED",
            "ERROR_CODE_HELLO_TIMEOUT",
            "ERROR_CODE_HELLO_REPEATED",
            "ERROR_CODE_TOKEN_MISSING",
            "ERROR_CODE_TOKEN_INVALID",
            "ERROR_CODE_TOKEN_EXPIRED",
            "ERROR_CODE_CAPABILITY_MISSING",
            "ERROR_CODE_SHOW_NOT_FOUND",
            "ERROR_CODE_LISTING_NOT_FOUND",
            "ERROR_CODE_SKU_NOT_FOUND",
            "ERROR_CODE_SALE_NOT_FOUND",
            "ERROR_CODE_RESERVATION_NOT_FOUND",
            "ERROR_CODE_WRONG_STATE",
            "ERROR_CODE_QUANTITY_INVALID",
            "ERROR_CODE_CONFLICT",
            "ERROR_CODE_EXPIRED",
            "ERROR_CODE_KEY_EXPIRED",
            "ERROR_CODE_KEY_INVALID",
            "ERROR_CODE_RESOURCE_EXHAUSTED",
            "ERROR_CODE_UNKNOWN",
            "ERROR_CODE_RATE_LIMITED",
            "ERROR_CODE_TEXT_INVALID",
            "ERROR_CODE_FIELD_INVALID",
            "ERROR_CODE_ALREADY_EXISTS",
            "ERROR_CODE_UNAVAILABLE",
            "ERROR_CODE_ROOM_FULL",
            "ERROR_CODE_DRAINING",
            "ERROR_CODE_STALLED",
            "ERROR_CODE_POSITION_GONE",
            "ERROR_CODE_NOT_FOUND",
            "ERROR_CODE_INTERNAL",
            "ERROR_CODE_PORT_IN_USE",
            "ERROR_CODE_DATA_DIR_UNWRITABLE",
            "ERROR_CODE_DATA_DIR_LOCKED",
            "ERROR_CODE_CONFIG_INVALID",
            "ERROR_CODE_JOURNAL_CORRUPT",
            "ERROR_CODE_RECOUNT_DIFFERS",
            "ERROR_CODE_AUDIT_DIFFERS",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = ErrorCode;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "ERROR_CODE_UNSPECIFIED" => Ok(ErrorCode::Unspecified),
                    "ERROR_CODE_BAD_FRAME" => Ok(ErrorCode::BadFrame),
                    "ERROR_CODE_TOO_BIG" => Ok(ErrorCode::TooBig),
                    "ERROR_CODE_NOT_UTF8" => Ok(ErrorCode::NotUtf8),
                    "ERROR_CODE_UNKNOWN_KIND" => Ok(ErrorCode::UnknownKind),
                    "ERROR_CODE_HELLO_REQUIRED" => Ok(ErrorCode::HelloRequired),
                    "ERROR_CODE_HELLO_TIMEOUT" => Ok(ErrorCode::HelloTimeout),
                    "ERROR_CODE_HELLO_REPEATED" => Ok(ErrorCode::HelloRepeated),
                    "ERROR_CODE_TOKEN_MISSING" => Ok(ErrorCode::TokenMissing),
                    "ERROR_CODE_TOKEN_INVALID" => Ok(ErrorCode::TokenInvalid),
                    "ERROR_CODE_TOKEN_EXPIRED" => Ok(ErrorCode::TokenExpired),
                    "ERROR_CODE_CAPABILITY_MISSING" => Ok(ErrorCode::CapabilityMissing),
                    "ERROR_CODE_SHOW_NOT_FOUND" => Ok(ErrorCode::ShowNotFound),
                    "ERROR_CODE_LISTING_NOT_FOUND" => Ok(ErrorCode::ListingNotFound),
                    "ERROR_CODE_SKU_NOT_FOUND" => Ok(ErrorCode::SkuNotFound),
                    "ERROR_CODE_SALE_NOT_FOUND" => Ok(ErrorCode::SaleNotFound),
                    "ERROR_CODE_RESERVATION_NOT_FOUND" => Ok(ErrorCode::ReservationNotFound),
                    "ERROR_CODE_WRONG_STATE" => Ok(ErrorCode::WrongState),
                    "ERROR_CODE_QUANTITY_INVALID" => Ok(ErrorCode::QuantityInvalid),
                    "ERROR_CODE_CONFLICT" => Ok(ErrorCode::Conflict),
                    "ERROR_CODE_EXPIRED" => Ok(ErrorCode::Expired),
                    "ERROR_CODE_KEY_EXPIRED" => Ok(ErrorCode::KeyExpired),
                    "ERROR_CODE_KEY_INVALID" => Ok(ErrorCode::KeyInvalid),
                    "ERROR_CODE_RESOURCE_EXHAUSTED" => Ok(ErrorCode::ResourceExhausted),
                    "ERROR_CODE_UNKNOWN" => Ok(ErrorCode::Unknown),
                    "ERROR_CODE_RATE_LIMITED" => Ok(ErrorCode::RateLimited),
                    "ERROR_CODE_TEXT_INVALID" => Ok(ErrorCode::TextInvalid),
                    "ERROR_CODE_FIELD_INVALID" => Ok(ErrorCode::FieldInvalid),
                    "ERROR_CODE_ALREADY_EXISTS" => Ok(ErrorCode::AlreadyExists),
                    "ERROR_CODE_UNAVAILABLE" => Ok(ErrorCode::Unavailable),
                    "ERROR_CODE_ROOM_FULL" => Ok(ErrorCode::RoomFull),
                    "ERROR_CODE_DRAINING" => Ok(ErrorCode::Draining),
                    "ERROR_CODE_STALLED" => Ok(ErrorCode::Stalled),
                    "ERROR_CODE_POSITION_GONE" => Ok(ErrorCode::PositionGone),
                    "ERROR_CODE_NOT_FOUND" => Ok(ErrorCode::NotFound),
                    "ERROR_CODE_INTERNAL" => Ok(ErrorCode::Internal),
                    "ERROR_CODE_PORT_IN_USE" => Ok(ErrorCode::PortInUse),
                    "ERROR_CODE_DATA_DIR_UNWRITABLE" => Ok(ErrorCode::DataDirUnwritable),
                    "ERROR_CODE_DATA_DIR_LOCKED" => Ok(ErrorCode::DataDirLocked),
                    "ERROR_CODE_CONFIG_INVALID" => Ok(ErrorCode::ConfigInvalid),
                    "ERROR_CODE_JOURNAL_CORRUPT" => Ok(ErrorCode::JournalCorrupt),
                    "ERROR_CODE_RECOUNT_DIFFERS" => Ok(ErrorCode::RecountDiffers),
                    "ERROR_CODE_AUDIT_DIFFERS" => Ok(ErrorCode::AuditDiffers),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for ExpireRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if self.reservation != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ExpireRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if self.reservation != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("reservation", ToString::to_string(&self.reservation).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ExpireRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "reservation",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Reservation,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "reservation" => Ok(GeneratedField::Reservation),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ExpireRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ExpireRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ExpireRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut reservation__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ExpireRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    reservation: reservation__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ExpireRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ExtendHolds {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.by_ms != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ExtendHolds", len)?;
        if self.by_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("byMs", ToString::to_string(&self.by_ms).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ExtendHolds {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "by_ms",
            "byMs",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ByMs,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "byMs" | "by_ms" => Ok(GeneratedField::ByMs),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ExtendHolds;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ExtendHolds")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ExtendHolds, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut by_ms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ByMs => {
                            if by_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("byMs"));
                            }
                            by_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ExtendHolds {
                    by_ms: by_ms__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ExtendHolds", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ExtendRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if self.reservation != 0 {
            len += 1;
        }
        if self.seconds != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ExtendRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if self.reservation != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("reservation", ToString::to_string(&self.reservation).as_str())?;
        }
        if self.seconds != 0 {
            struct_ser.serialize_field("seconds", &self.seconds)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ExtendRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "reservation",
            "seconds",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Reservation,
            Seconds,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "reservation" => Ok(GeneratedField::Reservation),
                            "seconds" => Ok(GeneratedField::Seconds),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ExtendRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ExtendRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ExtendRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut reservation__ = None;
                let mut seconds__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Seconds => {
                            if seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seconds"));
                            }
                            seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ExtendRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    reservation: reservation__.unwrap_or_default(),
                    seconds: seconds__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ExtendRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for FollowRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.from_seq != 0 {
            len += 1;
        }
        if self.until_now {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.FollowRequest", len)?;
        if self.from_seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("fromSeq", ToString::to_string(&self.from_seq).as_str())?;
        }
        if self.until_now {
            struct_ser.serialize_field("untilNow", &self.until_now)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for FollowRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "from_seq",
            "fromSeq",
            "until_now",
            "untilNow",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            FromSeq,
            UntilNow,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "fromSeq" | "from_seq" => Ok(GeneratedField::FromSeq),
                            "untilNow" | "until_now" => Ok(GeneratedField::UntilNow),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = FollowRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.FollowRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<FollowRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut from_seq__ = None;
                let mut until_now__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::FromSeq => {
                            if from_seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("fromSeq"));
                            }
                            from_seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::UntilNow => {
                            if until_now__.is_some() {
                                return Err(serde::de::Error::duplicate_field("untilNow"));
                            }
                            until_now__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(FollowRequest {
                    from_seq: from_seq__.unwrap_or_default(),
                    until_now: until_now__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.FollowRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for FollowResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.record.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.FollowResponse", len)?;
        if let Some(v) = self.record.as_ref() {
            struct_ser.serialize_field("record", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for FollowResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "record",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Record,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "record" => Ok(GeneratedField::Record),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = FollowResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.FollowResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<FollowResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut record__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Record => {
                            if record__.is_some() {
                                return Err(serde::de::Error::duplicate_field("record"));
                            }
                            record__ = map_.next_value()?;
                        }
                    }
                }
                Ok(FollowResponse {
                    record: record__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.FollowResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for FunnelEvent {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if !self.show.is_empty() {
            len += 1;
        }
        if !self.listing.is_empty() {
            len += 1;
        }
        if !self.viewer.is_empty() {
            len += 1;
        }
        if self.step != 0 {
            len += 1;
        }
        if self.at_ms != 0 {
            len += 1;
        }
        if self.touch.is_some() {
            len += 1;
        }
        if self.watched_ms != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.FunnelEvent", len)?;
        if !self.id.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("id", pbjson::private::base64::encode(&self.id).as_str())?;
        }
        if !self.show.is_empty() {
            struct_ser.serialize_field("show", &self.show)?;
        }
        if !self.listing.is_empty() {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        if !self.viewer.is_empty() {
            struct_ser.serialize_field("viewer", &self.viewer)?;
        }
        if self.step != 0 {
            let v = FunnelStep::try_from(self.step)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.step)))?;
            struct_ser.serialize_field("step", &v)?;
        }
        if self.at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("atMs", ToString::to_string(&self.at_ms).as_str())?;
        }
        if let Some(v) = self.touch.as_ref() {
            struct_ser.serialize_field("touch", v)?;
        }
        if self.watched_ms != 0 {
            struct_ser.serialize_field("watchedMs", &self.watched_ms)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for FunnelEvent {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "show",
            "listing",
            "viewer",
            "step",
            "at_ms",
            "atMs",
            "touch",
            "watched_ms",
            "watchedMs",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Show,
            Listing,
            Viewer,
            Step,
            AtMs,
            Touch,
            WatchedMs,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "show" => Ok(GeneratedField::Show),
                            "listing" => Ok(GeneratedField::Listing),
                            "viewer" => Ok(GeneratedField::Viewer),
                            "step" => Ok(GeneratedField::Step),
                            "atMs" | "at_ms" => Ok(GeneratedField::AtMs),
                            "touch" => Ok(GeneratedField::Touch),
                            "watchedMs" | "watched_ms" => Ok(GeneratedField::WatchedMs),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = FunnelEvent;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.FunnelEvent")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<FunnelEvent, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut show__ = None;
                let mut listing__ = None;
                let mut viewer__ = None;
                let mut step__ = None;
                let mut at_ms__ = None;
                let mut touch__ = None;
                let mut watched_ms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Viewer => {
                            if viewer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("viewer"));
                            }
                            viewer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Step => {
                            if step__.is_some() {
                                return Err(serde::de::Error::duplicate_field("step"));
                            }
                            step__ = Some(map_.next_value::<FunnelStep>()? as i32);
                        }
                        GeneratedField::AtMs => {
                            if at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("atMs"));
                            }
                            at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Touch => {
                            if touch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("touch"));
                            }
                            touch__ = map_.next_value()?;
                        }
                        GeneratedField::WatchedMs => {
                            if watched_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("watchedMs"));
                            }
                            watched_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(FunnelEvent {
                    id: id__.unwrap_or_default(),
                    show: show__.unwrap_or_default(),
                    listing: listing__.unwrap_or_default(),
                    viewer: viewer__.unwrap_or_default(),
                    step: step__.unwrap_or_default(),
                    at_ms: at_ms__.unwrap_or_default(),
                    touch: touch__,
                    watched_ms: watched_ms__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.FunnelEvent", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for FunnelSecond {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.second != 0 {
            len += 1;
        }
        if self.viewers != 0 {
            len += 1;
        }
        if !self.steps.is_empty() {
            len += 1;
        }
        if self.units != 0 {
            len += 1;
        }
        if self.gross_minor != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.FunnelSecond", len)?;
        if self.second != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("second", ToString::to_string(&self.second).as_str())?;
        }
        if self.viewers != 0 {
            struct_ser.serialize_field("viewers", &self.viewers)?;
        }
        if !self.steps.is_empty() {
            struct_ser.serialize_field("steps", &self.steps)?;
        }
        if self.units != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("units", ToString::to_string(&self.units).as_str())?;
        }
        if self.gross_minor != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("grossMinor", ToString::to_string(&self.gross_minor).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for FunnelSecond {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "second",
            "viewers",
            "steps",
            "units",
            "gross_minor",
            "grossMinor",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Second,
            Viewers,
            Steps,
            Units,
            GrossMinor,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "second" => Ok(GeneratedField::Second),
                            "viewers" => Ok(GeneratedField::Viewers),
                            "steps" => Ok(GeneratedField::Steps),
                            "units" => Ok(GeneratedField::Units),
                            "grossMinor" | "gross_minor" => Ok(GeneratedField::GrossMinor),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = FunnelSecond;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.FunnelSecond")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<FunnelSecond, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut second__ = None;
                let mut viewers__ = None;
                let mut steps__ = None;
                let mut units__ = None;
                let mut gross_minor__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Second => {
                            if second__.is_some() {
                                return Err(serde::de::Error::duplicate_field("second"));
                            }
                            second__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Viewers => {
                            if viewers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("viewers"));
                            }
                            viewers__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Steps => {
                            if steps__.is_some() {
                                return Err(serde::de::Error::duplicate_field("steps"));
                            }
                            steps__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Units => {
                            if units__.is_some() {
                                return Err(serde::de::Error::duplicate_field("units"));
                            }
                            units__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::GrossMinor => {
                            if gross_minor__.is_some() {
                                return Err(serde::de::Error::duplicate_field("grossMinor"));
                            }
                            gross_minor__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(FunnelSecond {
                    second: second__.unwrap_or_default(),
                    viewers: viewers__.unwrap_or_default(),
                    steps: steps__.unwrap_or_default(),
                    units: units__.unwrap_or_default(),
                    gross_minor: gross_minor__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.FunnelSecond", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for FunnelStep {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "FUNNEL_STEP_UNSPECIFIED",
            Self::RoomEntered => "FUNNEL_STEP_ROOM_ENTERED",
            Self::ViewPromotion => "FUNNEL_STEP_VIEW_PROMOTION",
            Self::SelectPromotion => "FUNNEL_STEP_SELECT_PROMOTION",
            Self::ViewItem => "FUNNEL_STEP_VIEW_ITEM",
            Self::AddToCart => "FUNNEL_STEP_ADD_TO_CART",
            Self::StockRefused => "FUNNEL_STEP_STOCK_REFUSED",
            Self::StockReserved => "FUNNEL_STEP_STOCK_RESERVED",
            Self::BeginCheckout => "FUNNEL_STEP_BEGIN_CHECKOUT",
            Self::Purchase => "FUNNEL_STEP_PURCHASE",
            Self::StockReleased => "FUNNEL_STEP_STOCK_RELEASED",
            Self::StockExpired => "FUNNEL_STEP_STOCK_EXPIRED",
            Self::RoomLeft => "FUNNEL_STEP_ROOM_LEFT",
            Self::ChatSent => "FUNNEL_STEP_CHAT_SENT",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for FunnelStep {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "FUNNEL_STEP_UNSPECIFIED",
            "FUNNEL_STEP_ROOM_ENTERED",
            "FUNNEL_STEP_VIEW_PROMOTION",
            "FUNNEL_STEP_SELECT_PROMOTION",
            "FUNNEL_STEP_VIEW_ITEM",
            "FUNNEL_STEP_ADD_TO_CART",
            "FUNNEL_STEP_STOCK_REFUSED",
            "FUNNEL_STEP_STOCK_RESERVED",
            "FUNNEL_STEP_BEGIN_CHECKOUT",
            "FUNNEL_STEP_PURCHASE",
            "FUNNEL_STEP_STOCK_RELEASED",
            "FUNNEL_STEP_STOCK_EXPIRED",
            "FUNNEL_STEP_ROOM_LEFT",
            "FUNNEL_STEP_CHAT_SENT",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = FunnelStep;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "FUNNEL_STEP_UNSPECIFIED" => Ok(FunnelStep::Unspecified),
                    "FUNNEL_STEP_ROOM_ENTERED" => Ok(FunnelStep::RoomEntered),
                    "FUNNEL_STEP_VIEW_PROMOTION" => Ok(FunnelStep::ViewPromotion),
                    "FUNNEL_STEP_SELECT_PROMOTION" => Ok(FunnelStep::SelectPromotion),
                    "FUNNEL_STEP_VIEW_ITEM" => Ok(FunnelStep::ViewItem),
                    "FUNNEL_STEP_ADD_TO_CART" => Ok(FunnelStep::AddToCart),
                    "FUNNEL_STEP_STOCK_REFUSED" => Ok(FunnelStep::StockRefused),
                    "FUNNEL_STEP_STOCK_RESERVED" => Ok(FunnelStep::StockReserved),
                    "FUNNEL_STEP_BEGIN_CHECKOUT" => Ok(FunnelStep::BeginCheckout),
                    "FUNNEL_STEP_PURCHASE" => Ok(FunnelStep::Purchase),
                    "FUNNEL_STEP_STOCK_RELEASED" => Ok(FunnelStep::StockReleased),
                    "FUNNEL_STEP_STOCK_EXPIRED" => Ok(FunnelStep::StockExpired),
                    "FUNNEL_STEP_ROOM_LEFT" => Ok(FunnelStep::RoomLeft),
                    "FUNNEL_STEP_CHAT_SENT" => Ok(FunnelStep::ChatSent),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for GetDrawRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.GetDrawRequest", len)?;
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetDrawRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "merchant",
            "sale",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Merchant,
            Sale,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sale" => Ok(GeneratedField::Sale),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetDrawRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.GetDrawRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetDrawRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut merchant__ = None;
                let mut sale__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(GetDrawRequest {
                    merchant: merchant__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.GetDrawRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetDrawResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.draw.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.GetDrawResponse", len)?;
        if let Some(v) = self.draw.as_ref() {
            struct_ser.serialize_field("draw", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetDrawResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "draw",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Draw,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "draw" => Ok(GeneratedField::Draw),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetDrawResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.GetDrawResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetDrawResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut draw__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Draw => {
                            if draw__.is_some() {
                                return Err(serde::de::Error::duplicate_field("draw"));
                            }
                            draw__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetDrawResponse {
                    draw: draw__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.GetDrawResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetFunnelRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.show.is_empty() {
            len += 1;
        }
        if self.seconds != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.GetFunnelRequest", len)?;
        if !self.show.is_empty() {
            struct_ser.serialize_field("show", &self.show)?;
        }
        if self.seconds != 0 {
            struct_ser.serialize_field("seconds", &self.seconds)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetFunnelRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "show",
            "seconds",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Show,
            Seconds,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "show" => Ok(GeneratedField::Show),
                            "seconds" => Ok(GeneratedField::Seconds),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetFunnelRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.GetFunnelRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetFunnelRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut show__ = None;
                let mut seconds__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Seconds => {
                            if seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seconds"));
                            }
                            seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(GetFunnelRequest {
                    show: show__.unwrap_or_default(),
                    seconds: seconds__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.GetFunnelRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetFunnelResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.funnel.is_some() {
            len += 1;
        }
        if !self.seconds.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.GetFunnelResponse", len)?;
        if let Some(v) = self.funnel.as_ref() {
            struct_ser.serialize_field("funnel", v)?;
        }
        if !self.seconds.is_empty() {
            struct_ser.serialize_field("seconds", &self.seconds)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetFunnelResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "funnel",
            "seconds",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Funnel,
            Seconds,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "funnel" => Ok(GeneratedField::Funnel),
                            "seconds" => Ok(GeneratedField::Seconds),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetFunnelResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.GetFunnelResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetFunnelResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut funnel__ = None;
                let mut seconds__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Funnel => {
                            if funnel__.is_some() {
                                return Err(serde::de::Error::duplicate_field("funnel"));
                            }
                            funnel__ = map_.next_value()?;
                        }
                        GeneratedField::Seconds => {
                            if seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seconds"));
                            }
                            seconds__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(GetFunnelResponse {
                    funnel: funnel__,
                    seconds: seconds__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.GetFunnelResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetGroupRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        if self.group != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.GetGroupRequest", len)?;
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if self.group != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("group", ToString::to_string(&self.group).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetGroupRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "merchant",
            "sale",
            "group",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Merchant,
            Sale,
            Group,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sale" => Ok(GeneratedField::Sale),
                            "group" => Ok(GeneratedField::Group),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetGroupRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.GetGroupRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetGroupRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut merchant__ = None;
                let mut sale__ = None;
                let mut group__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Group => {
                            if group__.is_some() {
                                return Err(serde::de::Error::duplicate_field("group"));
                            }
                            group__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(GetGroupRequest {
                    merchant: merchant__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                    group: group__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.GetGroupRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetGroupResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.id != 0 {
            len += 1;
        }
        if !self.opener.is_empty() {
            len += 1;
        }
        if self.buyers != 0 {
            len += 1;
        }
        if self.unlocked != 0 {
            len += 1;
        }
        if self.price.is_some() {
            len += 1;
        }
        if self.ends_at_ms != 0 {
            len += 1;
        }
        if self.state != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.GetGroupResponse", len)?;
        if self.id != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("id", ToString::to_string(&self.id).as_str())?;
        }
        if !self.opener.is_empty() {
            struct_ser.serialize_field("opener", &self.opener)?;
        }
        if self.buyers != 0 {
            struct_ser.serialize_field("buyers", &self.buyers)?;
        }
        if self.unlocked != 0 {
            struct_ser.serialize_field("unlocked", &self.unlocked)?;
        }
        if let Some(v) = self.price.as_ref() {
            struct_ser.serialize_field("price", v)?;
        }
        if self.ends_at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("endsAtMs", ToString::to_string(&self.ends_at_ms).as_str())?;
        }
        if self.state != 0 {
            let v = GroupState::try_from(self.state)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.state)))?;
            struct_ser.serialize_field("state", &v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetGroupResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "opener",
            "buyers",
            "unlocked",
            "price",
            "ends_at_ms",
            "endsAtMs",
            "state",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Opener,
            Buyers,
            Unlocked,
            Price,
            EndsAtMs,
            State,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "opener" => Ok(GeneratedField::Opener),
                            "buyers" => Ok(GeneratedField::Buyers),
                            "unlocked" => Ok(GeneratedField::Unlocked),
                            "price" => Ok(GeneratedField::Price),
                            "endsAtMs" | "ends_at_ms" => Ok(GeneratedField::EndsAtMs),
                            "state" => Ok(GeneratedField::State),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetGroupResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.GetGroupResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetGroupResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut opener__ = None;
                let mut buyers__ = None;
                let mut unlocked__ = None;
                let mut price__ = None;
                let mut ends_at_ms__ = None;
                let mut state__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Opener => {
                            if opener__.is_some() {
                                return Err(serde::de::Error::duplicate_field("opener"));
                            }
                            opener__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Buyers => {
                            if buyers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyers"));
                            }
                            buyers__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Unlocked => {
                            if unlocked__.is_some() {
                                return Err(serde::de::Error::duplicate_field("unlocked"));
                            }
                            unlocked__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Price => {
                            if price__.is_some() {
                                return Err(serde::de::Error::duplicate_field("price"));
                            }
                            price__ = map_.next_value()?;
                        }
                        GeneratedField::EndsAtMs => {
                            if ends_at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("endsAtMs"));
                            }
                            ends_at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value::<GroupState>()? as i32);
                        }
                    }
                }
                Ok(GetGroupResponse {
                    id: id__.unwrap_or_default(),
                    opener: opener__.unwrap_or_default(),
                    buyers: buyers__.unwrap_or_default(),
                    unlocked: unlocked__.unwrap_or_default(),
                    price: price__,
                    ends_at_ms: ends_at_ms__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.GetGroupResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetReservationRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.merchant.is_empty() {
            len += 1;
        }
        if self.reservation != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.GetReservationRequest", len)?;
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if self.reservation != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("reservation", ToString::to_string(&self.reservation).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetReservationRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "merchant",
            "reservation",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Merchant,
            Reservation,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "merchant" => Ok(GeneratedField::Merchant),
                            "reservation" => Ok(GeneratedField::Reservation),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetReservationRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.GetReservationRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetReservationRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut merchant__ = None;
                let mut reservation__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(GetReservationRequest {
                    merchant: merchant__.unwrap_or_default(),
                    reservation: reservation__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.GetReservationRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetReservationResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.reservation.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.GetReservationResponse", len)?;
        if let Some(v) = self.reservation.as_ref() {
            struct_ser.serialize_field("reservation", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetReservationResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "reservation",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Reservation,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "reservation" => Ok(GeneratedField::Reservation),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetReservationResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.GetReservationResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetReservationResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut reservation__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetReservationResponse {
                    reservation: reservation__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.GetReservationResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetSaleRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.GetSaleRequest", len)?;
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetSaleRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "merchant",
            "sale",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Merchant,
            Sale,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sale" => Ok(GeneratedField::Sale),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetSaleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.GetSaleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetSaleRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut merchant__ = None;
                let mut sale__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(GetSaleRequest {
                    merchant: merchant__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.GetSaleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetSaleResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.sale.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.GetSaleResponse", len)?;
        if let Some(v) = self.sale.as_ref() {
            struct_ser.serialize_field("sale", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetSaleResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sale",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sale,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sale" => Ok(GeneratedField::Sale),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetSaleResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.GetSaleResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetSaleResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sale__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetSaleResponse {
                    sale: sale__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.GetSaleResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetStockRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sku.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.GetStockRequest", len)?;
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sku.is_empty() {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetStockRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "merchant",
            "sku",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Merchant,
            Sku,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sku" => Ok(GeneratedField::Sku),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetStockRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.GetStockRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetStockRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut merchant__ = None;
                let mut sku__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(GetStockRequest {
                    merchant: merchant__.unwrap_or_default(),
                    sku: sku__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.GetStockRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetStockResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.stock.is_some() {
            len += 1;
        }
        if self.received != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.GetStockResponse", len)?;
        if let Some(v) = self.stock.as_ref() {
            struct_ser.serialize_field("stock", v)?;
        }
        if self.received != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("received", ToString::to_string(&self.received).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetStockResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "stock",
            "received",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Stock,
            Received,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "stock" => Ok(GeneratedField::Stock),
                            "received" => Ok(GeneratedField::Received),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetStockResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.GetStockResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetStockResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut stock__ = None;
                let mut received__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Stock => {
                            if stock__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stock"));
                            }
                            stock__ = map_.next_value()?;
                        }
                        GeneratedField::Received => {
                            if received__.is_some() {
                                return Err(serde::de::Error::duplicate_field("received"));
                            }
                            received__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(GetStockResponse {
                    stock: stock__,
                    received: received__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.GetStockResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetWaitingRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.buyer.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.GetWaitingRequest", len)?;
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.buyer.is_empty() {
            struct_ser.serialize_field("buyer", &self.buyer)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetWaitingRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "merchant",
            "buyer",
            "sale",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Merchant,
            Buyer,
            Sale,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "merchant" => Ok(GeneratedField::Merchant),
                            "buyer" => Ok(GeneratedField::Buyer),
                            "sale" => Ok(GeneratedField::Sale),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetWaitingRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.GetWaitingRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetWaitingRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut merchant__ = None;
                let mut buyer__ = None;
                let mut sale__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Buyer => {
                            if buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyer"));
                            }
                            buyer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(GetWaitingRequest {
                    merchant: merchant__.unwrap_or_default(),
                    buyer: buyer__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.GetWaitingRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetWaitingResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.waiting {
            len += 1;
        }
        if self.place != 0 {
            len += 1;
        }
        if !self.sku.is_empty() {
            len += 1;
        }
        if self.quantity != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.GetWaitingResponse", len)?;
        if self.waiting {
            struct_ser.serialize_field("waiting", &self.waiting)?;
        }
        if self.place != 0 {
            struct_ser.serialize_field("place", &self.place)?;
        }
        if !self.sku.is_empty() {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if self.quantity != 0 {
            struct_ser.serialize_field("quantity", &self.quantity)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetWaitingResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "waiting",
            "place",
            "sku",
            "quantity",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Waiting,
            Place,
            Sku,
            Quantity,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "waiting" => Ok(GeneratedField::Waiting),
                            "place" => Ok(GeneratedField::Place),
                            "sku" => Ok(GeneratedField::Sku),
                            "quantity" => Ok(GeneratedField::Quantity),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetWaitingResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.GetWaitingResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetWaitingResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut waiting__ = None;
                let mut place__ = None;
                let mut sku__ = None;
                let mut quantity__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Waiting => {
                            if waiting__.is_some() {
                                return Err(serde::de::Error::duplicate_field("waiting"));
                            }
                            waiting__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Place => {
                            if place__.is_some() {
                                return Err(serde::de::Error::duplicate_field("place"));
                            }
                            place__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Quantity => {
                            if quantity__.is_some() {
                                return Err(serde::de::Error::duplicate_field("quantity"));
                            }
                            quantity__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(GetWaitingResponse {
                    waiting: waiting__.unwrap_or_default(),
                    place: place__.unwrap_or_default(),
                    sku: sku__.unwrap_or_default(),
                    quantity: quantity__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.GetWaitingResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Goodbye {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.error.is_some() {
            len += 1;
        }
        if self.reconnect_after_ms != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Goodbye", len)?;
        if let Some(v) = self.error.as_ref() {
            struct_ser.serialize_field("error", v)?;
        }
        if self.reconnect_after_ms != 0 {
            struct_ser.serialize_field("reconnectAfterMs", &self.reconnect_after_ms)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Goodbye {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "error",
            "reconnect_after_ms",
            "reconnectAfterMs",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Error,
            ReconnectAfterMs,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "error" => Ok(GeneratedField::Error),
                            "reconnectAfterMs" | "reconnect_after_ms" => Ok(GeneratedField::ReconnectAfterMs),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Goodbye;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Goodbye")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Goodbye, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut error__ = None;
                let mut reconnect_after_ms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Error => {
                            if error__.is_some() {
                                return Err(serde::de::Error::duplicate_field("error"));
                            }
                            error__ = map_.next_value()?;
                        }
                        GeneratedField::ReconnectAfterMs => {
                            if reconnect_after_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reconnectAfterMs"));
                            }
                            reconnect_after_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Goodbye {
                    error: error__,
                    reconnect_after_ms: reconnect_after_ms__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Goodbye", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GroupState {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "GROUP_STATE_UNSPECIFIED",
            Self::Gathering => "GROUP_STATE_GATHERING",
            Self::Settling => "GROUP_STATE_SETTLING",
            Self::Settled => "GROUP_STATE_SETTLED",
            Self::Missed => "GROUP_STATE_MISSED",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for GroupState {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "GROUP_STATE_UNSPECIFIED",
            "GROUP_STATE_GATHERING",
            "GROUP_STATE_SETTLING",
            "GROUP_STATE_SETTLED",
            "GROUP_STATE_MISSED",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = GroupState;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "GROUP_STATE_UNSPECIFIED" => Ok(GroupState::Unspecified),
                    "GROUP_STATE_GATHERING" => Ok(GroupState::Gathering),
                    "GROUP_STATE_SETTLING" => Ok(GroupState::Settling),
                    "GROUP_STATE_SETTLED" => Ok(GroupState::Settled),
                    "GROUP_STATE_MISSED" => Ok(GroupState::Missed),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for GroupTerms {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tiers.is_empty() {
            len += 1;
        }
        if self.viewers_may_open {
            len += 1;
        }
        if self.group_seconds != 0 {
            len += 1;
        }
        if self.ends_at_ms != 0 {
            len += 1;
        }
        if self.end.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.GroupTerms", len)?;
        if !self.tiers.is_empty() {
            struct_ser.serialize_field("tiers", &self.tiers)?;
        }
        if self.viewers_may_open {
            struct_ser.serialize_field("viewersMayOpen", &self.viewers_may_open)?;
        }
        if self.group_seconds != 0 {
            struct_ser.serialize_field("groupSeconds", &self.group_seconds)?;
        }
        if self.ends_at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("endsAtMs", ToString::to_string(&self.ends_at_ms).as_str())?;
        }
        if let Some(v) = self.end.as_ref() {
            match v {
                group_terms::End::DeadlineMs(v) => {
                    #[allow(clippy::needless_borrow)]
                    #[allow(clippy::needless_borrows_for_generic_args)]
                    struct_ser.serialize_field("deadlineMs", ToString::to_string(&v).as_str())?;
                }
                group_terms::End::CutOff(v) => {
                    struct_ser.serialize_field("cutOff", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GroupTerms {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tiers",
            "viewers_may_open",
            "viewersMayOpen",
            "group_seconds",
            "groupSeconds",
            "ends_at_ms",
            "endsAtMs",
            "deadline_ms",
            "deadlineMs",
            "cut_off",
            "cutOff",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tiers,
            ViewersMayOpen,
            GroupSeconds,
            EndsAtMs,
            DeadlineMs,
            CutOff,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "tiers" => Ok(GeneratedField::Tiers),
                            "viewersMayOpen" | "viewers_may_open" => Ok(GeneratedField::ViewersMayOpen),
                            "groupSeconds" | "group_seconds" => Ok(GeneratedField::GroupSeconds),
                            "endsAtMs" | "ends_at_ms" => Ok(GeneratedField::EndsAtMs),
                            "deadlineMs" | "deadline_ms" => Ok(GeneratedField::DeadlineMs),
                            "cutOff" | "cut_off" => Ok(GeneratedField::CutOff),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GroupTerms;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.GroupTerms")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GroupTerms, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tiers__ = None;
                let mut viewers_may_open__ = None;
                let mut group_seconds__ = None;
                let mut ends_at_ms__ = None;
                let mut end__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tiers => {
                            if tiers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tiers"));
                            }
                            tiers__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ViewersMayOpen => {
                            if viewers_may_open__.is_some() {
                                return Err(serde::de::Error::duplicate_field("viewersMayOpen"));
                            }
                            viewers_may_open__ = Some(map_.next_value()?);
                        }
                        GeneratedField::GroupSeconds => {
                            if group_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("groupSeconds"));
                            }
                            group_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::EndsAtMs => {
                            if ends_at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("endsAtMs"));
                            }
                            ends_at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::DeadlineMs => {
                            if end__.is_some() {
                                return Err(serde::de::Error::duplicate_field("deadlineMs"));
                            }
                            end__ = map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| group_terms::End::DeadlineMs(x.0));
                        }
                        GeneratedField::CutOff => {
                            if end__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cutOff"));
                            }
                            end__ = map_.next_value::<::std::option::Option<_>>()?.map(group_terms::End::CutOff)
;
                        }
                    }
                }
                Ok(GroupTerms {
                    tiers: tiers__.unwrap_or_default(),
                    viewers_may_open: viewers_may_open__.unwrap_or_default(),
                    group_seconds: group_seconds__.unwrap_or_default(),
                    ends_at_ms: ends_at_ms__.unwrap_or_default(),
                    end: end__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.GroupTerms", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Hello {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.token.is_empty() {
            len += 1;
        }
        if self.epoch != 0 {
            len += 1;
        }
        if self.offset != 0 {
            len += 1;
        }
        if self.touch.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Hello", len)?;
        if !self.token.is_empty() {
            struct_ser.serialize_field("token", &self.token)?;
        }
        if self.epoch != 0 {
            struct_ser.serialize_field("epoch", &self.epoch)?;
        }
        if self.offset != 0 {
            struct_ser.serialize_field("offset", &self.offset)?;
        }
        if let Some(v) = self.touch.as_ref() {
            struct_ser.serialize_field("touch", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Hello {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "token",
            "epoch",
            "offset",
            "touch",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Token,
            Epoch,
            Offset,
            Touch,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "token" => Ok(GeneratedField::Token),
                            "epoch" => Ok(GeneratedField::Epoch),
                            "offset" => Ok(GeneratedField::Offset),
                            "touch" => Ok(GeneratedField::Touch),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Hello;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Hello")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Hello, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut token__ = None;
                let mut epoch__ = None;
                let mut offset__ = None;
                let mut touch__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Token => {
                            if token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("token"));
                            }
                            token__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Offset => {
                            if offset__.is_some() {
                                return Err(serde::de::Error::duplicate_field("offset"));
                            }
                            offset__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Touch => {
                            if touch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("touch"));
                            }
                            touch__ = map_.next_value()?;
                        }
                    }
                }
                Ok(Hello {
                    token: token__.unwrap_or_default(),
                    epoch: epoch__.unwrap_or_default(),
                    offset: offset__.unwrap_or_default(),
                    touch: touch__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Hello", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for IngestRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.events.is_empty() {
            len += 1;
        }
        if self.lost != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.IngestRequest", len)?;
        if !self.events.is_empty() {
            struct_ser.serialize_field("events", &self.events)?;
        }
        if self.lost != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("lost", ToString::to_string(&self.lost).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for IngestRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "events",
            "lost",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Events,
            Lost,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "events" => Ok(GeneratedField::Events),
                            "lost" => Ok(GeneratedField::Lost),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = IngestRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.IngestRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<IngestRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut events__ = None;
                let mut lost__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Events => {
                            if events__.is_some() {
                                return Err(serde::de::Error::duplicate_field("events"));
                            }
                            events__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Lost => {
                            if lost__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lost"));
                            }
                            lost__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(IngestRequest {
                    events: events__.unwrap_or_default(),
                    lost: lost__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.IngestRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for IngestResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.accepted != 0 {
            len += 1;
        }
        if self.repeated != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.IngestResponse", len)?;
        if self.accepted != 0 {
            struct_ser.serialize_field("accepted", &self.accepted)?;
        }
        if self.repeated != 0 {
            struct_ser.serialize_field("repeated", &self.repeated)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for IngestResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "accepted",
            "repeated",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Accepted,
            Repeated,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "accepted" => Ok(GeneratedField::Accepted),
                            "repeated" => Ok(GeneratedField::Repeated),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = IngestResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.IngestResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<IngestResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut accepted__ = None;
                let mut repeated__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Accepted => {
                            if accepted__.is_some() {
                                return Err(serde::de::Error::duplicate_field("accepted"));
                            }
                            accepted__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Repeated => {
                            if repeated__.is_some() {
                                return Err(serde::de::Error::duplicate_field("repeated"));
                            }
                            repeated__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(IngestResponse {
                    accepted: accepted__.unwrap_or_default(),
                    repeated: repeated__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.IngestResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for JoinWaitlistRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.buyer.is_empty() {
            len += 1;
        }
        if !self.household.is_empty() {
            len += 1;
        }
        if !self.show.is_empty() {
            len += 1;
        }
        if !self.listing.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        if !self.lines.is_empty() {
            len += 1;
        }
        if self.ticket != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.JoinWaitlistRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.buyer.is_empty() {
            struct_ser.serialize_field("buyer", &self.buyer)?;
        }
        if !self.household.is_empty() {
            struct_ser.serialize_field("household", &self.household)?;
        }
        if !self.show.is_empty() {
            struct_ser.serialize_field("show", &self.show)?;
        }
        if !self.listing.is_empty() {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if !self.lines.is_empty() {
            struct_ser.serialize_field("lines", &self.lines)?;
        }
        if self.ticket != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("ticket", ToString::to_string(&self.ticket).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for JoinWaitlistRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "buyer",
            "household",
            "show",
            "listing",
            "sale",
            "lines",
            "ticket",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Buyer,
            Household,
            Show,
            Listing,
            Sale,
            Lines,
            Ticket,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "buyer" => Ok(GeneratedField::Buyer),
                            "household" => Ok(GeneratedField::Household),
                            "show" => Ok(GeneratedField::Show),
                            "listing" => Ok(GeneratedField::Listing),
                            "sale" => Ok(GeneratedField::Sale),
                            "lines" => Ok(GeneratedField::Lines),
                            "ticket" => Ok(GeneratedField::Ticket),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = JoinWaitlistRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.JoinWaitlistRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<JoinWaitlistRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut buyer__ = None;
                let mut household__ = None;
                let mut show__ = None;
                let mut listing__ = None;
                let mut sale__ = None;
                let mut lines__ = None;
                let mut ticket__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Buyer => {
                            if buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyer"));
                            }
                            buyer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Household => {
                            if household__.is_some() {
                                return Err(serde::de::Error::duplicate_field("household"));
                            }
                            household__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Lines => {
                            if lines__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lines"));
                            }
                            lines__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Ticket => {
                            if ticket__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ticket"));
                            }
                            ticket__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(JoinWaitlistRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    buyer: buyer__.unwrap_or_default(),
                    household: household__.unwrap_or_default(),
                    show: show__.unwrap_or_default(),
                    listing: listing__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                    lines: lines__.unwrap_or_default(),
                    ticket: ticket__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.JoinWaitlistRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for JournalEntry {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.outcome != 0 {
            len += 1;
        }
        if self.reservation.is_some() {
            len += 1;
        }
        if !self.expired.is_empty() {
            len += 1;
        }
        if self.error != 0 {
            len += 1;
        }
        if !self.changed.is_empty() {
            len += 1;
        }
        if self.command.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.JournalEntry", len)?;
        if self.outcome != 0 {
            let v = Outcome::try_from(self.outcome)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.outcome)))?;
            struct_ser.serialize_field("outcome", &v)?;
        }
        if let Some(v) = self.reservation.as_ref() {
            struct_ser.serialize_field("reservation", v)?;
        }
        if !self.expired.is_empty() {
            struct_ser.serialize_field("expired", &self.expired)?;
        }
        if self.error != 0 {
            let v = ErrorCode::try_from(self.error)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.error)))?;
            struct_ser.serialize_field("error", &v)?;
        }
        if !self.changed.is_empty() {
            struct_ser.serialize_field("changed", &self.changed)?;
        }
        if let Some(v) = self.command.as_ref() {
            match v {
                journal_entry::Command::ReceiveStock(v) => {
                    struct_ser.serialize_field("receiveStock", v)?;
                }
                journal_entry::Command::DefineSale(v) => {
                    struct_ser.serialize_field("defineSale", v)?;
                }
                journal_entry::Command::OpenSale(v) => {
                    struct_ser.serialize_field("openSale", v)?;
                }
                journal_entry::Command::CloseSale(v) => {
                    struct_ser.serialize_field("closeSale", v)?;
                }
                journal_entry::Command::Reserve(v) => {
                    struct_ser.serialize_field("reserve", v)?;
                }
                journal_entry::Command::Commit(v) => {
                    struct_ser.serialize_field("commit", v)?;
                }
                journal_entry::Command::Release(v) => {
                    struct_ser.serialize_field("release", v)?;
                }
                journal_entry::Command::Expire(v) => {
                    struct_ser.serialize_field("expire", v)?;
                }
                journal_entry::Command::Elapse(v) => {
                    struct_ser.serialize_field("elapse", v)?;
                }
                journal_entry::Command::ExtendHolds(v) => {
                    struct_ser.serialize_field("extendHolds", v)?;
                }
                journal_entry::Command::AdjustStock(v) => {
                    struct_ser.serialize_field("adjustStock", v)?;
                }
                journal_entry::Command::SetCount(v) => {
                    struct_ser.serialize_field("setCount", v)?;
                }
                journal_entry::Command::SetSafetyStock(v) => {
                    struct_ser.serialize_field("setSafetyStock", v)?;
                }
                journal_entry::Command::ReturnStock(v) => {
                    struct_ser.serialize_field("returnStock", v)?;
                }
                journal_entry::Command::JoinWaitlist(v) => {
                    struct_ser.serialize_field("joinWaitlist", v)?;
                }
                journal_entry::Command::LeaveWaitlist(v) => {
                    struct_ser.serialize_field("leaveWaitlist", v)?;
                }
                journal_entry::Command::Extend(v) => {
                    struct_ser.serialize_field("extend", v)?;
                }
                journal_entry::Command::Cancel(v) => {
                    struct_ser.serialize_field("cancel", v)?;
                }
                journal_entry::Command::PauseSale(v) => {
                    struct_ser.serialize_field("pauseSale", v)?;
                }
                journal_entry::Command::ResumeSale(v) => {
                    struct_ser.serialize_field("resumeSale", v)?;
                }
                journal_entry::Command::ChangeSale(v) => {
                    struct_ser.serialize_field("changeSale", v)?;
                }
                journal_entry::Command::EnterDraw(v) => {
                    struct_ser.serialize_field("enterDraw", v)?;
                }
                journal_entry::Command::OpenGroup(v) => {
                    struct_ser.serialize_field("openGroup", v)?;
                }
                journal_entry::Command::RevealDraw(v) => {
                    struct_ser.serialize_field("revealDraw", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for JournalEntry {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "outcome",
            "reservation",
            "expired",
            "error",
            "changed",
            "receive_stock",
            "receiveStock",
            "define_sale",
            "defineSale",
            "open_sale",
            "openSale",
            "close_sale",
            "closeSale",
            "reserve",
            "commit",
            "release",
            "expire",
            "elapse",
            "extend_holds",
            "extendHolds",
            "adjust_stock",
            "adjustStock",
            "set_count",
            "setCount",
            "set_safety_stock",
            "setSafetyStock",
            "return_stock",
            "returnStock",
            "join_waitlist",
            "joinWaitlist",
            "leave_waitlist",
            "leaveWaitlist",
            "extend",
            "cancel",
            "pause_sale",
            "pauseSale",
            "resume_sale",
            "resumeSale",
            "change_sale",
            "changeSale",
            "enter_draw",
            "enterDraw",
            "open_group",
            "openGroup",
            "reveal_draw",
            "revealDraw",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Outcome,
            Reservation,
            Expired,
            Error,
            Changed,
            ReceiveStock,
            DefineSale,
            OpenSale,
            CloseSale,
            Reserve,
            Commit,
            Release,
            Expire,
            Elapse,
            ExtendHolds,
            AdjustStock,
            SetCount,
            SetSafetyStock,
            ReturnStock,
            JoinWaitlist,
            LeaveWaitlist,
            Extend,
            Cancel,
            PauseSale,
            ResumeSale,
            ChangeSale,
            EnterDraw,
            OpenGroup,
            RevealDraw,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "outcome" => Ok(GeneratedField::Outcome),
                            "reservation" => Ok(GeneratedField::Reservation),
                            "expired" => Ok(GeneratedField::Expired),
                            "error" => Ok(GeneratedField::Error),
                            "changed" => Ok(GeneratedField::Changed),
                            "receiveStock" | "receive_stock" => Ok(GeneratedField::ReceiveStock),
                            "defineSale" | "define_sale" => Ok(GeneratedField::DefineSale),
                            "openSale" | "open_sale" => Ok(GeneratedField::OpenSale),
                            "closeSale" | "close_sale" => Ok(GeneratedField::CloseSale),
                            "reserve" => Ok(GeneratedField::Reserve),
                            "commit" => Ok(GeneratedField::Commit),
                            "release" => Ok(GeneratedField::Release),
                            "expire" => Ok(GeneratedField::Expire),
                            "elapse" => Ok(GeneratedField::Elapse),
                            "extendHolds" | "extend_holds" => Ok(GeneratedField::ExtendHolds),
                            "adjustStock" | "adjust_stock" => Ok(GeneratedField::AdjustStock),
                            "setCount" | "set_count" => Ok(GeneratedField::SetCount),
                            "setSafetyStock" | "set_safety_stock" => Ok(GeneratedField::SetSafetyStock),
                            "returnStock" | "return_stock" => Ok(GeneratedField::ReturnStock),
                            "joinWaitlist" | "join_waitlist" => Ok(GeneratedField::JoinWaitlist),
                            "leaveWaitlist" | "leave_waitlist" => Ok(GeneratedField::LeaveWaitlist),
                            "extend" => Ok(GeneratedField::Extend),
                            "cancel" => Ok(GeneratedField::Cancel),
                            "pauseSale" | "pause_sale" => Ok(GeneratedField::PauseSale),
                            "resumeSale" | "resume_sale" => Ok(GeneratedField::ResumeSale),
                            "changeSale" | "change_sale" => Ok(GeneratedField::ChangeSale),
                            "enterDraw" | "enter_draw" => Ok(GeneratedField::EnterDraw),
                            "openGroup" | "open_group" => Ok(GeneratedField::OpenGroup),
                            "revealDraw" | "reveal_draw" => Ok(GeneratedField::RevealDraw),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = JournalEntry;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.JournalEntry")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<JournalEntry, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut outcome__ = None;
                let mut reservation__ = None;
                let mut expired__ = None;
                let mut error__ = None;
                let mut changed__ = None;
                let mut command__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Outcome => {
                            if outcome__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outcome"));
                            }
                            outcome__ = Some(map_.next_value::<Outcome>()? as i32);
                        }
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = map_.next_value()?;
                        }
                        GeneratedField::Expired => {
                            if expired__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expired"));
                            }
                            expired__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Error => {
                            if error__.is_some() {
                                return Err(serde::de::Error::duplicate_field("error"));
                            }
                            error__ = Some(map_.next_value::<ErrorCode>()? as i32);
                        }
                        GeneratedField::Changed => {
                            if changed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("changed"));
                            }
                            changed__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ReceiveStock => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("receiveStock"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::ReceiveStock)
;
                        }
                        GeneratedField::DefineSale => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("defineSale"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::DefineSale)
;
                        }
                        GeneratedField::OpenSale => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("openSale"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::OpenSale)
;
                        }
                        GeneratedField::CloseSale => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("closeSale"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::CloseSale)
;
                        }
                        GeneratedField::Reserve => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reserve"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::Reserve)
;
                        }
                        GeneratedField::Commit => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("commit"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::Commit)
;
                        }
                        GeneratedField::Release => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("release"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::Release)
;
                        }
                        GeneratedField::Expire => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expire"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::Expire)
;
                        }
                        GeneratedField::Elapse => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("elapse"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::Elapse)
;
                        }
                        GeneratedField::ExtendHolds => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("extendHolds"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::ExtendHolds)
;
                        }
                        GeneratedField::AdjustStock => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("adjustStock"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::AdjustStock)
;
                        }
                        GeneratedField::SetCount => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("setCount"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::SetCount)
;
                        }
                        GeneratedField::SetSafetyStock => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("setSafetyStock"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::SetSafetyStock)
;
                        }
                        GeneratedField::ReturnStock => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("returnStock"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::ReturnStock)
;
                        }
                        GeneratedField::JoinWaitlist => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("joinWaitlist"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::JoinWaitlist)
;
                        }
                        GeneratedField::LeaveWaitlist => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("leaveWaitlist"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::LeaveWaitlist)
;
                        }
                        GeneratedField::Extend => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("extend"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::Extend)
;
                        }
                        GeneratedField::Cancel => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cancel"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::Cancel)
;
                        }
                        GeneratedField::PauseSale => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pauseSale"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::PauseSale)
;
                        }
                        GeneratedField::ResumeSale => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resumeSale"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::ResumeSale)
;
                        }
                        GeneratedField::ChangeSale => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("changeSale"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::ChangeSale)
;
                        }
                        GeneratedField::EnterDraw => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("enterDraw"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::EnterDraw)
;
                        }
                        GeneratedField::OpenGroup => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("openGroup"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::OpenGroup)
;
                        }
                        GeneratedField::RevealDraw => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revealDraw"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(journal_entry::Command::RevealDraw)
;
                        }
                    }
                }
                Ok(JournalEntry {
                    outcome: outcome__.unwrap_or_default(),
                    reservation: reservation__,
                    expired: expired__.unwrap_or_default(),
                    error: error__.unwrap_or_default(),
                    changed: changed__.unwrap_or_default(),
                    command: command__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.JournalEntry", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for JournalRecord {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.shard != 0 {
            len += 1;
        }
        if self.epoch != 0 {
            len += 1;
        }
        if self.seq != 0 {
            len += 1;
        }
        if self.time_ms != 0 {
            len += 1;
        }
        if !self.entries.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.JournalRecord", len)?;
        if self.shard != 0 {
            struct_ser.serialize_field("shard", &self.shard)?;
        }
        if self.epoch != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("epoch", ToString::to_string(&self.epoch).as_str())?;
        }
        if self.seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seq", ToString::to_string(&self.seq).as_str())?;
        }
        if self.time_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("timeMs", ToString::to_string(&self.time_ms).as_str())?;
        }
        if !self.entries.is_empty() {
            struct_ser.serialize_field("entries", &self.entries)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for JournalRecord {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "shard",
            "epoch",
            "seq",
            "time_ms",
            "timeMs",
            "entries",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Shard,
            Epoch,
            Seq,
            TimeMs,
            Entries,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "shard" => Ok(GeneratedField::Shard),
                            "epoch" => Ok(GeneratedField::Epoch),
                            "seq" => Ok(GeneratedField::Seq),
                            "timeMs" | "time_ms" => Ok(GeneratedField::TimeMs),
                            "entries" => Ok(GeneratedField::Entries),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = JournalRecord;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.JournalRecord")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<JournalRecord, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut shard__ = None;
                let mut epoch__ = None;
                let mut seq__ = None;
                let mut time_ms__ = None;
                let mut entries__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Shard => {
                            if shard__.is_some() {
                                return Err(serde::de::Error::duplicate_field("shard"));
                            }
                            shard__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Seq => {
                            if seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seq"));
                            }
                            seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::TimeMs => {
                            if time_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timeMs"));
                            }
                            time_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Entries => {
                            if entries__.is_some() {
                                return Err(serde::de::Error::duplicate_field("entries"));
                            }
                            entries__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(JournalRecord {
                    shard: shard__.unwrap_or_default(),
                    epoch: epoch__.unwrap_or_default(),
                    seq: seq__.unwrap_or_default(),
                    time_ms: time_ms__.unwrap_or_default(),
                    entries: entries__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.JournalRecord", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Lane {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "LANE_UNSPECIFIED",
            Self::Critical => "LANE_CRITICAL",
            Self::State => "LANE_STATE",
            Self::Chat => "LANE_CHAT",
            Self::Private => "LANE_PRIVATE",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for Lane {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "LANE_UNSPECIFIED",
            "LANE_CRITICAL",
            "LANE_STATE",
            "LANE_CHAT",
            "LANE_PRIVATE",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = Lane;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "LANE_UNSPECIFIED" => Ok(Lane::Unspecified),
                    "LANE_CRITICAL" => Ok(Lane::Critical),
                    "LANE_STATE" => Ok(Lane::State),
                    "LANE_CHAT" => Ok(Lane::Chat),
                    "LANE_PRIVATE" => Ok(Lane::Private),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for LeaveWaitlistRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.buyer.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.LeaveWaitlistRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.buyer.is_empty() {
            struct_ser.serialize_field("buyer", &self.buyer)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for LeaveWaitlistRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "buyer",
            "sale",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Buyer,
            Sale,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "buyer" => Ok(GeneratedField::Buyer),
                            "sale" => Ok(GeneratedField::Sale),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = LeaveWaitlistRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.LeaveWaitlistRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<LeaveWaitlistRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut buyer__ = None;
                let mut sale__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Buyer => {
                            if buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyer"));
                            }
                            buyer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(LeaveWaitlistRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    buyer: buyer__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.LeaveWaitlistRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Line {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.sku.is_empty() {
            len += 1;
        }
        if self.quantity != 0 {
            len += 1;
        }
        if self.unit_price.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Line", len)?;
        if !self.sku.is_empty() {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if self.quantity != 0 {
            struct_ser.serialize_field("quantity", &self.quantity)?;
        }
        if let Some(v) = self.unit_price.as_ref() {
            struct_ser.serialize_field("unitPrice", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Line {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sku",
            "quantity",
            "unit_price",
            "unitPrice",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sku,
            Quantity,
            UnitPrice,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sku" => Ok(GeneratedField::Sku),
                            "quantity" => Ok(GeneratedField::Quantity),
                            "unitPrice" | "unit_price" => Ok(GeneratedField::UnitPrice),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Line;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Line")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Line, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sku__ = None;
                let mut quantity__ = None;
                let mut unit_price__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Quantity => {
                            if quantity__.is_some() {
                                return Err(serde::de::Error::duplicate_field("quantity"));
                            }
                            quantity__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::UnitPrice => {
                            if unit_price__.is_some() {
                                return Err(serde::de::Error::duplicate_field("unitPrice"));
                            }
                            unit_price__ = map_.next_value()?;
                        }
                    }
                }
                Ok(Line {
                    sku: sku__.unwrap_or_default(),
                    quantity: quantity__.unwrap_or_default(),
                    unit_price: unit_price__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Line", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListByBuyerRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.buyer.is_empty() {
            len += 1;
        }
        if self.only_held {
            len += 1;
        }
        if self.limit != 0 {
            len += 1;
        }
        if self.before != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ListByBuyerRequest", len)?;
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.buyer.is_empty() {
            struct_ser.serialize_field("buyer", &self.buyer)?;
        }
        if self.only_held {
            struct_ser.serialize_field("onlyHeld", &self.only_held)?;
        }
        if self.limit != 0 {
            struct_ser.serialize_field("limit", &self.limit)?;
        }
        if self.before != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("before", ToString::to_string(&self.before).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListByBuyerRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "merchant",
            "buyer",
            "only_held",
            "onlyHeld",
            "limit",
            "before",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Merchant,
            Buyer,
            OnlyHeld,
            Limit,
            Before,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "merchant" => Ok(GeneratedField::Merchant),
                            "buyer" => Ok(GeneratedField::Buyer),
                            "onlyHeld" | "only_held" => Ok(GeneratedField::OnlyHeld),
                            "limit" => Ok(GeneratedField::Limit),
                            "before" => Ok(GeneratedField::Before),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListByBuyerRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ListByBuyerRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListByBuyerRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut merchant__ = None;
                let mut buyer__ = None;
                let mut only_held__ = None;
                let mut limit__ = None;
                let mut before__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Buyer => {
                            if buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyer"));
                            }
                            buyer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::OnlyHeld => {
                            if only_held__.is_some() {
                                return Err(serde::de::Error::duplicate_field("onlyHeld"));
                            }
                            only_held__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Limit => {
                            if limit__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limit"));
                            }
                            limit__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Before => {
                            if before__.is_some() {
                                return Err(serde::de::Error::duplicate_field("before"));
                            }
                            before__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ListByBuyerRequest {
                    merchant: merchant__.unwrap_or_default(),
                    buyer: buyer__.unwrap_or_default(),
                    only_held: only_held__.unwrap_or_default(),
                    limit: limit__.unwrap_or_default(),
                    before: before__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ListByBuyerRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListByBuyerResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.reservations.is_empty() {
            len += 1;
        }
        if self.more {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ListByBuyerResponse", len)?;
        if !self.reservations.is_empty() {
            struct_ser.serialize_field("reservations", &self.reservations)?;
        }
        if self.more {
            struct_ser.serialize_field("more", &self.more)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListByBuyerResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "reservations",
            "more",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Reservations,
            More,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "reservations" => Ok(GeneratedField::Reservations),
                            "more" => Ok(GeneratedField::More),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListByBuyerResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ListByBuyerResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListByBuyerResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut reservations__ = None;
                let mut more__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Reservations => {
                            if reservations__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservations"));
                            }
                            reservations__ = Some(map_.next_value()?);
                        }
                        GeneratedField::More => {
                            if more__.is_some() {
                                return Err(serde::de::Error::duplicate_field("more"));
                            }
                            more__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListByBuyerResponse {
                    reservations: reservations__.unwrap_or_default(),
                    more: more__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ListByBuyerResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListBySaleRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        if self.only_state != 0 {
            len += 1;
        }
        if self.limit != 0 {
            len += 1;
        }
        if self.before != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ListBySaleRequest", len)?;
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if self.only_state != 0 {
            let v = ReservationState::try_from(self.only_state)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.only_state)))?;
            struct_ser.serialize_field("onlyState", &v)?;
        }
        if self.limit != 0 {
            struct_ser.serialize_field("limit", &self.limit)?;
        }
        if self.before != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("before", ToString::to_string(&self.before).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListBySaleRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "merchant",
            "sale",
            "only_state",
            "onlyState",
            "limit",
            "before",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Merchant,
            Sale,
            OnlyState,
            Limit,
            Before,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sale" => Ok(GeneratedField::Sale),
                            "onlyState" | "only_state" => Ok(GeneratedField::OnlyState),
                            "limit" => Ok(GeneratedField::Limit),
                            "before" => Ok(GeneratedField::Before),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListBySaleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ListBySaleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListBySaleRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut merchant__ = None;
                let mut sale__ = None;
                let mut only_state__ = None;
                let mut limit__ = None;
                let mut before__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                        GeneratedField::OnlyState => {
                            if only_state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("onlyState"));
                            }
                            only_state__ = Some(map_.next_value::<ReservationState>()? as i32);
                        }
                        GeneratedField::Limit => {
                            if limit__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limit"));
                            }
                            limit__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Before => {
                            if before__.is_some() {
                                return Err(serde::de::Error::duplicate_field("before"));
                            }
                            before__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ListBySaleRequest {
                    merchant: merchant__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                    only_state: only_state__.unwrap_or_default(),
                    limit: limit__.unwrap_or_default(),
                    before: before__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ListBySaleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListBySaleResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.reservations.is_empty() {
            len += 1;
        }
        if self.more {
            len += 1;
        }
        if self.before != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ListBySaleResponse", len)?;
        if !self.reservations.is_empty() {
            struct_ser.serialize_field("reservations", &self.reservations)?;
        }
        if self.more {
            struct_ser.serialize_field("more", &self.more)?;
        }
        if self.before != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("before", ToString::to_string(&self.before).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListBySaleResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "reservations",
            "more",
            "before",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Reservations,
            More,
            Before,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "reservations" => Ok(GeneratedField::Reservations),
                            "more" => Ok(GeneratedField::More),
                            "before" => Ok(GeneratedField::Before),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListBySaleResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ListBySaleResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListBySaleResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut reservations__ = None;
                let mut more__ = None;
                let mut before__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Reservations => {
                            if reservations__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservations"));
                            }
                            reservations__ = Some(map_.next_value()?);
                        }
                        GeneratedField::More => {
                            if more__.is_some() {
                                return Err(serde::de::Error::duplicate_field("more"));
                            }
                            more__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Before => {
                            if before__.is_some() {
                                return Err(serde::de::Error::duplicate_field("before"));
                            }
                            before__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ListBySaleResponse {
                    reservations: reservations__.unwrap_or_default(),
                    more: more__.unwrap_or_default(),
                    before: before__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ListBySaleResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListEntriesRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        if self.after != 0 {
            len += 1;
        }
        if self.limit != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ListEntriesRequest", len)?;
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if self.after != 0 {
            struct_ser.serialize_field("after", &self.after)?;
        }
        if self.limit != 0 {
            struct_ser.serialize_field("limit", &self.limit)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListEntriesRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "merchant",
            "sale",
            "after",
            "limit",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Merchant,
            Sale,
            After,
            Limit,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sale" => Ok(GeneratedField::Sale),
                            "after" => Ok(GeneratedField::After),
                            "limit" => Ok(GeneratedField::Limit),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListEntriesRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ListEntriesRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListEntriesRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut merchant__ = None;
                let mut sale__ = None;
                let mut after__ = None;
                let mut limit__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                        GeneratedField::After => {
                            if after__.is_some() {
                                return Err(serde::de::Error::duplicate_field("after"));
                            }
                            after__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Limit => {
                            if limit__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limit"));
                            }
                            limit__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ListEntriesRequest {
                    merchant: merchant__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                    after: after__.unwrap_or_default(),
                    limit: limit__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ListEntriesRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListEntriesResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.entries.is_empty() {
            len += 1;
        }
        if self.more {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ListEntriesResponse", len)?;
        if !self.entries.is_empty() {
            struct_ser.serialize_field("entries", &self.entries)?;
        }
        if self.more {
            struct_ser.serialize_field("more", &self.more)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListEntriesResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "entries",
            "more",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Entries,
            More,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "entries" => Ok(GeneratedField::Entries),
                            "more" => Ok(GeneratedField::More),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListEntriesResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ListEntriesResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListEntriesResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut entries__ = None;
                let mut more__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Entries => {
                            if entries__.is_some() {
                                return Err(serde::de::Error::duplicate_field("entries"));
                            }
                            entries__ = Some(map_.next_value()?);
                        }
                        GeneratedField::More => {
                            if more__.is_some() {
                                return Err(serde::de::Error::duplicate_field("more"));
                            }
                            more__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListEntriesResponse {
                    entries: entries__.unwrap_or_default(),
                    more: more__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ListEntriesResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Listing {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.listing.is_empty() {
            len += 1;
        }
        if !self.title.is_empty() {
            len += 1;
        }
        if self.price.is_some() {
            len += 1;
        }
        if !self.skus.is_empty() {
            len += 1;
        }
        if !self.image.is_empty() {
            len += 1;
        }
        if !self.description.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Listing", len)?;
        if !self.listing.is_empty() {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        if !self.title.is_empty() {
            struct_ser.serialize_field("title", &self.title)?;
        }
        if let Some(v) = self.price.as_ref() {
            struct_ser.serialize_field("price", v)?;
        }
        if !self.skus.is_empty() {
            struct_ser.serialize_field("skus", &self.skus)?;
        }
        if !self.image.is_empty() {
            struct_ser.serialize_field("image", &self.image)?;
        }
        if !self.description.is_empty() {
            struct_ser.serialize_field("description", &self.description)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Listing {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "listing",
            "title",
            "price",
            "skus",
            "image",
            "description",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Listing,
            Title,
            Price,
            Skus,
            Image,
            Description,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "listing" => Ok(GeneratedField::Listing),
                            "title" => Ok(GeneratedField::Title),
                            "price" => Ok(GeneratedField::Price),
                            "skus" => Ok(GeneratedField::Skus),
                            "image" => Ok(GeneratedField::Image),
                            "description" => Ok(GeneratedField::Description),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Listing;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Listing")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Listing, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut listing__ = None;
                let mut title__ = None;
                let mut price__ = None;
                let mut skus__ = None;
                let mut image__ = None;
                let mut description__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Title => {
                            if title__.is_some() {
                                return Err(serde::de::Error::duplicate_field("title"));
                            }
                            title__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Price => {
                            if price__.is_some() {
                                return Err(serde::de::Error::duplicate_field("price"));
                            }
                            price__ = map_.next_value()?;
                        }
                        GeneratedField::Skus => {
                            if skus__.is_some() {
                                return Err(serde::de::Error::duplicate_field("skus"));
                            }
                            skus__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Image => {
                            if image__.is_some() {
                                return Err(serde::de::Error::duplicate_field("image"));
                            }
                            image__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Description => {
                            if description__.is_some() {
                                return Err(serde::de::Error::duplicate_field("description"));
                            }
                            description__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Listing {
                    listing: listing__.unwrap_or_default(),
                    title: title__.unwrap_or_default(),
                    price: price__,
                    skus: skus__.unwrap_or_default(),
                    image: image__.unwrap_or_default(),
                    description: description__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Listing", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListingFunnel {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.listing.is_empty() {
            len += 1;
        }
        if !self.steps.is_empty() {
            len += 1;
        }
        if !self.sales.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ListingFunnel", len)?;
        if !self.listing.is_empty() {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        if !self.steps.is_empty() {
            struct_ser.serialize_field("steps", &self.steps)?;
        }
        if !self.sales.is_empty() {
            struct_ser.serialize_field("sales", &self.sales)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListingFunnel {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "listing",
            "steps",
            "sales",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Listing,
            Steps,
            Sales,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "listing" => Ok(GeneratedField::Listing),
                            "steps" => Ok(GeneratedField::Steps),
                            "sales" => Ok(GeneratedField::Sales),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListingFunnel;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ListingFunnel")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListingFunnel, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut listing__ = None;
                let mut steps__ = None;
                let mut sales__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Steps => {
                            if steps__.is_some() {
                                return Err(serde::de::Error::duplicate_field("steps"));
                            }
                            steps__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sales => {
                            if sales__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sales"));
                            }
                            sales__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListingFunnel {
                    listing: listing__.unwrap_or_default(),
                    steps: steps__.unwrap_or_default(),
                    sales: sales__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ListingFunnel", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListingSku {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.sku.is_empty() {
            len += 1;
        }
        if !self.title.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ListingSku", len)?;
        if !self.sku.is_empty() {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if !self.title.is_empty() {
            struct_ser.serialize_field("title", &self.title)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListingSku {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sku",
            "title",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sku,
            Title,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sku" => Ok(GeneratedField::Sku),
                            "title" => Ok(GeneratedField::Title),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListingSku;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ListingSku")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListingSku, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sku__ = None;
                let mut title__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Title => {
                            if title__.is_some() {
                                return Err(serde::de::Error::duplicate_field("title"));
                            }
                            title__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListingSku {
                    sku: sku__.unwrap_or_default(),
                    title: title__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ListingSku", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Money {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.minor != 0 {
            len += 1;
        }
        if !self.currency.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Money", len)?;
        if self.minor != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("minor", ToString::to_string(&self.minor).as_str())?;
        }
        if !self.currency.is_empty() {
            struct_ser.serialize_field("currency", &self.currency)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Money {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "minor",
            "currency",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Minor,
            Currency,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "minor" => Ok(GeneratedField::Minor),
                            "currency" => Ok(GeneratedField::Currency),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Money;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Money")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Money, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut minor__ = None;
                let mut currency__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Minor => {
                            if minor__.is_some() {
                                return Err(serde::de::Error::duplicate_field("minor"));
                            }
                            minor__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Currency => {
                            if currency__.is_some() {
                                return Err(serde::de::Error::duplicate_field("currency"));
                            }
                            currency__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Money {
                    minor: minor__.unwrap_or_default(),
                    currency: currency__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Money", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for OpenGroupRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.buyer.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.OpenGroupRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.buyer.is_empty() {
            struct_ser.serialize_field("buyer", &self.buyer)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for OpenGroupRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "buyer",
            "sale",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Buyer,
            Sale,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "buyer" => Ok(GeneratedField::Buyer),
                            "sale" => Ok(GeneratedField::Sale),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = OpenGroupRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.OpenGroupRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<OpenGroupRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut buyer__ = None;
                let mut sale__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Buyer => {
                            if buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyer"));
                            }
                            buyer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(OpenGroupRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    buyer: buyer__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.OpenGroupRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for OpenSaleRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.OpenSaleRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for OpenSaleRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "sale",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Sale,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sale" => Ok(GeneratedField::Sale),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = OpenSaleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.OpenSaleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<OpenSaleRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut sale__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(OpenSaleRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.OpenSaleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Outcome {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "OUTCOME_UNSPECIFIED",
            Self::Held => "OUTCOME_HELD",
            Self::SoldOut => "OUTCOME_SOLD_OUT",
            Self::Limit => "OUTCOME_LIMIT",
            Self::NotOpen => "OUTCOME_NOT_OPEN",
            Self::Paused => "OUTCOME_PAUSED",
            Self::Committed => "OUTCOME_COMMITTED",
            Self::Released => "OUTCOME_RELEASED",
            Self::Expired => "OUTCOME_EXPIRED",
            Self::Done => "OUTCOME_DONE",
            Self::Conflict => "OUTCOME_CONFLICT",
            Self::Waiting => "OUTCOME_WAITING",
            Self::Entered => "OUTCOME_ENTERED",
            Self::Shortfall => "OUTCOME_SHORTFALL",
            Self::Extended => "OUTCOME_EXTENDED",
            Self::Cancelled => "OUTCOME_CANCELLED",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for Outcome {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "OUTCOME_UNSPECIFIED",
            "OUTCOME_HELD",
            "OUTCOME_SOLD_OUT",
            "OUTCOME_LIMIT",
            "OUTCOME_NOT_OPEN",
            "OUTCOME_PAUSED",
            "OUTCOME_COMMITTED",
            "OUTCOME_RELEASED",
            "OUTCOME_EXPIRED",
            "OUTCOME_DONE",
            "OUTCOME_CONFLICT",
            "OUTCOME_WAITING",
            "OUTCOME_ENTERED",
            "OUTCOME_SHORTFALL",
            "OUTCOME_EXTENDED",
            "OUTCOME_CANCELLED",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = Outcome;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "OUTCOME_UNSPECIFIED" => Ok(Outcome::Unspecified),
                    "OUTCOME_HELD" => Ok(Outcome::Held),
                    "OUTCOME_SOLD_OUT" => Ok(Outcome::SoldOut),
                    "OUTCOME_LIMIT" => Ok(Outcome::Limit),
                    "OUTCOME_NOT_OPEN" => Ok(Outcome::NotOpen),
                    "OUTCOME_PAUSED" => Ok(Outcome::Paused),
                    "OUTCOME_COMMITTED" => Ok(Outcome::Committed),
                    "OUTCOME_RELEASED" => Ok(Outcome::Released),
                    "OUTCOME_EXPIRED" => Ok(Outcome::Expired),
                    "OUTCOME_DONE" => Ok(Outcome::Done),
                    "OUTCOME_CONFLICT" => Ok(Outcome::Conflict),
                    "OUTCOME_WAITING" => Ok(Outcome::Waiting),
                    "OUTCOME_ENTERED" => Ok(Outcome::Entered),
                    "OUTCOME_SHORTFALL" => Ok(Outcome::Shortfall),
                    "OUTCOME_EXTENDED" => Ok(Outcome::Extended),
                    "OUTCOME_CANCELLED" => Ok(Outcome::Cancelled),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for PauseSaleRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.PauseSaleRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PauseSaleRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "sale",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Sale,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sale" => Ok(GeneratedField::Sale),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PauseSaleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.PauseSaleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PauseSaleRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut sale__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(PauseSaleRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.PauseSaleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PinListing {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.listing.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.PinListing", len)?;
        if !self.listing.is_empty() {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PinListing {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "listing",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Listing,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "listing" => Ok(GeneratedField::Listing),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PinListing;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.PinListing")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PinListing, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut listing__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(PinListing {
                    listing: listing__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.PinListing", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Ping {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("hawker.v1.Ping", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Ping {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Ping;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Ping")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Ping, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(Ping {
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Ping", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Position {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.epoch != 0 {
            len += 1;
        }
        if self.offset != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Position", len)?;
        if self.epoch != 0 {
            struct_ser.serialize_field("epoch", &self.epoch)?;
        }
        if self.offset != 0 {
            struct_ser.serialize_field("offset", &self.offset)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Position {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "epoch",
            "offset",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Epoch,
            Offset,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "epoch" => Ok(GeneratedField::Epoch),
                            "offset" => Ok(GeneratedField::Offset),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Position;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Position")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Position, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut epoch__ = None;
                let mut offset__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Offset => {
                            if offset__.is_some() {
                                return Err(serde::de::Error::duplicate_field("offset"));
                            }
                            offset__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Position {
                    epoch: epoch__.unwrap_or_default(),
                    offset: offset__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Position", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Publication {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.epoch != 0 {
            len += 1;
        }
        if self.offset != 0 {
            len += 1;
        }
        if self.at_ms != 0 {
            len += 1;
        }
        if self.kind.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Publication", len)?;
        if self.epoch != 0 {
            struct_ser.serialize_field("epoch", &self.epoch)?;
        }
        if self.offset != 0 {
            struct_ser.serialize_field("offset", &self.offset)?;
        }
        if self.at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("atMs", ToString::to_string(&self.at_ms).as_str())?;
        }
        if let Some(v) = self.kind.as_ref() {
            match v {
                publication::Kind::Show(v) => {
                    struct_ser.serialize_field("show", v)?;
                }
                publication::Kind::Pinned(v) => {
                    struct_ser.serialize_field("pinned", v)?;
                }
                publication::Kind::Unpinned(v) => {
                    struct_ser.serialize_field("unpinned", v)?;
                }
                publication::Kind::Listing(v) => {
                    struct_ser.serialize_field("listing", v)?;
                }
                publication::Kind::SaleOpened(v) => {
                    struct_ser.serialize_field("saleOpened", v)?;
                }
                publication::Kind::SaleClosed(v) => {
                    struct_ser.serialize_field("saleClosed", v)?;
                }
                publication::Kind::SaleSoldOut(v) => {
                    struct_ser.serialize_field("saleSoldOut", v)?;
                }
                publication::Kind::SaleResumed(v) => {
                    struct_ser.serialize_field("saleResumed", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Publication {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "epoch",
            "offset",
            "at_ms",
            "atMs",
            "show",
            "pinned",
            "unpinned",
            "listing",
            "sale_opened",
            "saleOpened",
            "sale_closed",
            "saleClosed",
            "sale_sold_out",
            "saleSoldOut",
            "sale_resumed",
            "saleResumed",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Epoch,
            Offset,
            AtMs,
            Show,
            Pinned,
            Unpinned,
            Listing,
            SaleOpened,
            SaleClosed,
            SaleSoldOut,
            SaleResumed,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "epoch" => Ok(GeneratedField::Epoch),
                            "offset" => Ok(GeneratedField::Offset),
                            "atMs" | "at_ms" => Ok(GeneratedField::AtMs),
                            "show" => Ok(GeneratedField::Show),
                            "pinned" => Ok(GeneratedField::Pinned),
                            "unpinned" => Ok(GeneratedField::Unpinned),
                            "listing" => Ok(GeneratedField::Listing),
                            "saleOpened" | "sale_opened" => Ok(GeneratedField::SaleOpened),
                            "saleClosed" | "sale_closed" => Ok(GeneratedField::SaleClosed),
                            "saleSoldOut" | "sale_sold_out" => Ok(GeneratedField::SaleSoldOut),
                            "saleResumed" | "sale_resumed" => Ok(GeneratedField::SaleResumed),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Publication;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Publication")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Publication, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut epoch__ = None;
                let mut offset__ = None;
                let mut at_ms__ = None;
                let mut kind__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Offset => {
                            if offset__.is_some() {
                                return Err(serde::de::Error::duplicate_field("offset"));
                            }
                            offset__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::AtMs => {
                            if at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("atMs"));
                            }
                            at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Show => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(publication::Kind::Show)
;
                        }
                        GeneratedField::Pinned => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pinned"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(publication::Kind::Pinned)
;
                        }
                        GeneratedField::Unpinned => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("unpinned"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(publication::Kind::Unpinned)
;
                        }
                        GeneratedField::Listing => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(publication::Kind::Listing)
;
                        }
                        GeneratedField::SaleOpened => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("saleOpened"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(publication::Kind::SaleOpened)
;
                        }
                        GeneratedField::SaleClosed => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("saleClosed"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(publication::Kind::SaleClosed)
;
                        }
                        GeneratedField::SaleSoldOut => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("saleSoldOut"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(publication::Kind::SaleSoldOut)
;
                        }
                        GeneratedField::SaleResumed => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("saleResumed"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(publication::Kind::SaleResumed)
;
                        }
                    }
                }
                Ok(Publication {
                    epoch: epoch__.unwrap_or_default(),
                    offset: offset__.unwrap_or_default(),
                    at_ms: at_ms__.unwrap_or_default(),
                    kind: kind__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Publication", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Receipt {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.shard != 0 {
            len += 1;
        }
        if self.epoch != 0 {
            len += 1;
        }
        if self.seq != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Receipt", len)?;
        if self.shard != 0 {
            struct_ser.serialize_field("shard", &self.shard)?;
        }
        if self.epoch != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("epoch", ToString::to_string(&self.epoch).as_str())?;
        }
        if self.seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seq", ToString::to_string(&self.seq).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Receipt {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "shard",
            "epoch",
            "seq",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Shard,
            Epoch,
            Seq,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "shard" => Ok(GeneratedField::Shard),
                            "epoch" => Ok(GeneratedField::Epoch),
                            "seq" => Ok(GeneratedField::Seq),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Receipt;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Receipt")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Receipt, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut shard__ = None;
                let mut epoch__ = None;
                let mut seq__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Shard => {
                            if shard__.is_some() {
                                return Err(serde::de::Error::duplicate_field("shard"));
                            }
                            shard__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Seq => {
                            if seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seq"));
                            }
                            seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Receipt {
                    shard: shard__.unwrap_or_default(),
                    epoch: epoch__.unwrap_or_default(),
                    seq: seq__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Receipt", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReceiveStockRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sku.is_empty() {
            len += 1;
        }
        if self.quantity != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ReceiveStockRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sku.is_empty() {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if self.quantity != 0 {
            struct_ser.serialize_field("quantity", &self.quantity)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReceiveStockRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "sku",
            "quantity",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Sku,
            Quantity,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sku" => Ok(GeneratedField::Sku),
                            "quantity" => Ok(GeneratedField::Quantity),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReceiveStockRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ReceiveStockRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReceiveStockRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut sku__ = None;
                let mut quantity__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Quantity => {
                            if quantity__.is_some() {
                                return Err(serde::de::Error::duplicate_field("quantity"));
                            }
                            quantity__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ReceiveStockRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    sku: sku__.unwrap_or_default(),
                    quantity: quantity__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ReceiveStockRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RefreshToken {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.token.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.RefreshToken", len)?;
        if !self.token.is_empty() {
            struct_ser.serialize_field("token", &self.token)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RefreshToken {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "token",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Token,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "token" => Ok(GeneratedField::Token),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RefreshToken;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.RefreshToken")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RefreshToken, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut token__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Token => {
                            if token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("token"));
                            }
                            token__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(RefreshToken {
                    token: token__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.RefreshToken", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Refund {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.amount.is_some() {
            len += 1;
        }
        if !self.lines.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Refund", len)?;
        if let Some(v) = self.amount.as_ref() {
            struct_ser.serialize_field("amount", v)?;
        }
        if !self.lines.is_empty() {
            struct_ser.serialize_field("lines", &self.lines)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Refund {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "amount",
            "lines",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Amount,
            Lines,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "amount" => Ok(GeneratedField::Amount),
                            "lines" => Ok(GeneratedField::Lines),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Refund;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Refund")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Refund, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut amount__ = None;
                let mut lines__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Amount => {
                            if amount__.is_some() {
                                return Err(serde::de::Error::duplicate_field("amount"));
                            }
                            amount__ = map_.next_value()?;
                        }
                        GeneratedField::Lines => {
                            if lines__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lines"));
                            }
                            lines__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Refund {
                    amount: amount__,
                    lines: lines__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Refund", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReleaseHold {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if self.reservation != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ReleaseHold", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if self.reservation != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("reservation", ToString::to_string(&self.reservation).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReleaseHold {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "reservation",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Reservation,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "reservation" => Ok(GeneratedField::Reservation),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReleaseHold;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ReleaseHold")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReleaseHold, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut reservation__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ReleaseHold {
                    key: key__.unwrap_or_default(),
                    reservation: reservation__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ReleaseHold", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReleaseRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if self.reservation != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ReleaseRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if self.reservation != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("reservation", ToString::to_string(&self.reservation).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReleaseRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "reservation",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Reservation,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "reservation" => Ok(GeneratedField::Reservation),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReleaseRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ReleaseRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReleaseRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut reservation__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ReleaseRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    reservation: reservation__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ReleaseRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Reply {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.id != 0 {
            len += 1;
        }
        if self.result.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Reply", len)?;
        if self.id != 0 {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.result.as_ref() {
            match v {
                reply::Result::Error(v) => {
                    struct_ser.serialize_field("error", v)?;
                }
                reply::Result::Welcome(v) => {
                    struct_ser.serialize_field("welcome", v)?;
                }
                reply::Result::Chat(v) => {
                    struct_ser.serialize_field("chat", v)?;
                }
                reply::Result::Position(v) => {
                    struct_ser.serialize_field("position", v)?;
                }
                reply::Result::Reserve(v) => {
                    struct_ser.serialize_field("reserve", v)?;
                }
                reply::Result::Sale(v) => {
                    struct_ser.serialize_field("sale", v)?;
                }
                reply::Result::Done(v) => {
                    struct_ser.serialize_field("done", v)?;
                }
                reply::Result::Checkout(v) => {
                    struct_ser.serialize_field("checkout", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Reply {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "error",
            "welcome",
            "chat",
            "position",
            "reserve",
            "sale",
            "done",
            "checkout",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Error,
            Welcome,
            Chat,
            Position,
            Reserve,
            Sale,
            Done,
            Checkout,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "error" => Ok(GeneratedField::Error),
                            "welcome" => Ok(GeneratedField::Welcome),
                            "chat" => Ok(GeneratedField::Chat),
                            "position" => Ok(GeneratedField::Position),
                            "reserve" => Ok(GeneratedField::Reserve),
                            "sale" => Ok(GeneratedField::Sale),
                            "done" => Ok(GeneratedField::Done),
                            "checkout" => Ok(GeneratedField::Checkout),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Reply;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Reply")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Reply, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut result__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Error => {
                            if result__.is_some() {
                                return Err(serde::de::Error::duplicate_field("error"));
                            }
                            result__ = map_.next_value::<::std::option::Option<_>>()?.map(reply::Result::Error)
;
                        }
                        GeneratedField::Welcome => {
                            if result__.is_some() {
                                return Err(serde::de::Error::duplicate_field("welcome"));
                            }
                            result__ = map_.next_value::<::std::option::Option<_>>()?.map(reply::Result::Welcome)
;
                        }
                        GeneratedField::Chat => {
                            if result__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chat"));
                            }
                            result__ = map_.next_value::<::std::option::Option<_>>()?.map(reply::Result::Chat)
;
                        }
                        GeneratedField::Position => {
                            if result__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            result__ = map_.next_value::<::std::option::Option<_>>()?.map(reply::Result::Position)
;
                        }
                        GeneratedField::Reserve => {
                            if result__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reserve"));
                            }
                            result__ = map_.next_value::<::std::option::Option<_>>()?.map(reply::Result::Reserve)
;
                        }
                        GeneratedField::Sale => {
                            if result__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            result__ = map_.next_value::<::std::option::Option<_>>()?.map(reply::Result::Sale)
;
                        }
                        GeneratedField::Done => {
                            if result__.is_some() {
                                return Err(serde::de::Error::duplicate_field("done"));
                            }
                            result__ = map_.next_value::<::std::option::Option<_>>()?.map(reply::Result::Done)
;
                        }
                        GeneratedField::Checkout => {
                            if result__.is_some() {
                                return Err(serde::de::Error::duplicate_field("checkout"));
                            }
                            result__ = map_.next_value::<::std::option::Option<_>>()?.map(reply::Result::Checkout)
;
                        }
                    }
                }
                Ok(Reply {
                    id: id__.unwrap_or_default(),
                    result: result__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Reply", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Reservation {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.id != 0 {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.buyer.is_empty() {
            len += 1;
        }
        if !self.show.is_empty() {
            len += 1;
        }
        if !self.listing.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        if !self.lines.is_empty() {
            len += 1;
        }
        if self.state != 0 {
            len += 1;
        }
        if self.created_at_ms != 0 {
            len += 1;
        }
        if self.expires_at_ms != 0 {
            len += 1;
        }
        if self.total.is_some() {
            len += 1;
        }
        if self.group != 0 {
            len += 1;
        }
        if self.promoted {
            len += 1;
        }
        if !self.household.is_empty() {
            len += 1;
        }
        if self.extensions != 0 {
            len += 1;
        }
        if !self.payment_reference.is_empty() {
            len += 1;
        }
        if self.rest_of != 0 {
            len += 1;
        }
        if self.price_version != 0 {
            len += 1;
        }
        if self.refund.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Reservation", len)?;
        if self.id != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("id", ToString::to_string(&self.id).as_str())?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.buyer.is_empty() {
            struct_ser.serialize_field("buyer", &self.buyer)?;
        }
        if !self.show.is_empty() {
            struct_ser.serialize_field("show", &self.show)?;
        }
        if !self.listing.is_empty() {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if !self.lines.is_empty() {
            struct_ser.serialize_field("lines", &self.lines)?;
        }
        if self.state != 0 {
            let v = ReservationState::try_from(self.state)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.state)))?;
            struct_ser.serialize_field("state", &v)?;
        }
        if self.created_at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("createdAtMs", ToString::to_string(&self.created_at_ms).as_str())?;
        }
        if self.expires_at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("expiresAtMs", ToString::to_string(&self.expires_at_ms).as_str())?;
        }
        if let Some(v) = self.total.as_ref() {
            struct_ser.serialize_field("total", v)?;
        }
        if self.group != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("group", ToString::to_string(&self.group).as_str())?;
        }
        if self.promoted {
            struct_ser.serialize_field("promoted", &self.promoted)?;
        }
        if !self.household.is_empty() {
            struct_ser.serialize_field("household", &self.household)?;
        }
        if self.extensions != 0 {
            struct_ser.serialize_field("extensions", &self.extensions)?;
        }
        if !self.payment_reference.is_empty() {
            struct_ser.serialize_field("paymentReference", &self.payment_reference)?;
        }
        if self.rest_of != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("restOf", ToString::to_string(&self.rest_of).as_str())?;
        }
        if self.price_version != 0 {
            struct_ser.serialize_field("priceVersion", &self.price_version)?;
        }
        if let Some(v) = self.refund.as_ref() {
            struct_ser.serialize_field("refund", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Reservation {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "merchant",
            "buyer",
            "show",
            "listing",
            "sale",
            "lines",
            "state",
            "created_at_ms",
            "createdAtMs",
            "expires_at_ms",
            "expiresAtMs",
            "total",
            "group",
            "promoted",
            "household",
            "extensions",
            "payment_reference",
            "paymentReference",
            "rest_of",
            "restOf",
            "price_version",
            "priceVersion",
            "refund",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Merchant,
            Buyer,
            Show,
            Listing,
            Sale,
            Lines,
            State,
            CreatedAtMs,
            ExpiresAtMs,
            Total,
            Group,
            Promoted,
            Household,
            Extensions,
            PaymentReference,
            RestOf,
            PriceVersion,
            Refund,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "buyer" => Ok(GeneratedField::Buyer),
                            "show" => Ok(GeneratedField::Show),
                            "listing" => Ok(GeneratedField::Listing),
                            "sale" => Ok(GeneratedField::Sale),
                            "lines" => Ok(GeneratedField::Lines),
                            "state" => Ok(GeneratedField::State),
                            "createdAtMs" | "created_at_ms" => Ok(GeneratedField::CreatedAtMs),
                            "expiresAtMs" | "expires_at_ms" => Ok(GeneratedField::ExpiresAtMs),
                            "total" => Ok(GeneratedField::Total),
                            "group" => Ok(GeneratedField::Group),
                            "promoted" => Ok(GeneratedField::Promoted),
                            "household" => Ok(GeneratedField::Household),
                            "extensions" => Ok(GeneratedField::Extensions),
                            "paymentReference" | "payment_reference" => Ok(GeneratedField::PaymentReference),
                            "restOf" | "rest_of" => Ok(GeneratedField::RestOf),
                            "priceVersion" | "price_version" => Ok(GeneratedField::PriceVersion),
                            "refund" => Ok(GeneratedField::Refund),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Reservation;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Reservation")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Reservation, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut merchant__ = None;
                let mut buyer__ = None;
                let mut show__ = None;
                let mut listing__ = None;
                let mut sale__ = None;
                let mut lines__ = None;
                let mut state__ = None;
                let mut created_at_ms__ = None;
                let mut expires_at_ms__ = None;
                let mut total__ = None;
                let mut group__ = None;
                let mut promoted__ = None;
                let mut household__ = None;
                let mut extensions__ = None;
                let mut payment_reference__ = None;
                let mut rest_of__ = None;
                let mut price_version__ = None;
                let mut refund__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Buyer => {
                            if buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyer"));
                            }
                            buyer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Lines => {
                            if lines__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lines"));
                            }
                            lines__ = Some(map_.next_value()?);
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value::<ReservationState>()? as i32);
                        }
                        GeneratedField::CreatedAtMs => {
                            if created_at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createdAtMs"));
                            }
                            created_at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ExpiresAtMs => {
                            if expires_at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expiresAtMs"));
                            }
                            expires_at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Total => {
                            if total__.is_some() {
                                return Err(serde::de::Error::duplicate_field("total"));
                            }
                            total__ = map_.next_value()?;
                        }
                        GeneratedField::Group => {
                            if group__.is_some() {
                                return Err(serde::de::Error::duplicate_field("group"));
                            }
                            group__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Promoted => {
                            if promoted__.is_some() {
                                return Err(serde::de::Error::duplicate_field("promoted"));
                            }
                            promoted__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Household => {
                            if household__.is_some() {
                                return Err(serde::de::Error::duplicate_field("household"));
                            }
                            household__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Extensions => {
                            if extensions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("extensions"));
                            }
                            extensions__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PaymentReference => {
                            if payment_reference__.is_some() {
                                return Err(serde::de::Error::duplicate_field("paymentReference"));
                            }
                            payment_reference__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RestOf => {
                            if rest_of__.is_some() {
                                return Err(serde::de::Error::duplicate_field("restOf"));
                            }
                            rest_of__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PriceVersion => {
                            if price_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("priceVersion"));
                            }
                            price_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Refund => {
                            if refund__.is_some() {
                                return Err(serde::de::Error::duplicate_field("refund"));
                            }
                            refund__ = map_.next_value()?;
                        }
                    }
                }
                Ok(Reservation {
                    id: id__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    buyer: buyer__.unwrap_or_default(),
                    show: show__.unwrap_or_default(),
                    listing: listing__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                    lines: lines__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    created_at_ms: created_at_ms__.unwrap_or_default(),
                    expires_at_ms: expires_at_ms__.unwrap_or_default(),
                    total: total__,
                    group: group__.unwrap_or_default(),
                    promoted: promoted__.unwrap_or_default(),
                    household: household__.unwrap_or_default(),
                    extensions: extensions__.unwrap_or_default(),
                    payment_reference: payment_reference__.unwrap_or_default(),
                    rest_of: rest_of__.unwrap_or_default(),
                    price_version: price_version__.unwrap_or_default(),
                    refund: refund__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Reservation", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReservationState {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "RESERVATION_STATE_UNSPECIFIED",
            Self::Held => "RESERVATION_STATE_HELD",
            Self::Committed => "RESERVATION_STATE_COMMITTED",
            Self::Released => "RESERVATION_STATE_RELEASED",
            Self::Expired => "RESERVATION_STATE_EXPIRED",
            Self::Cancelled => "RESERVATION_STATE_CANCELLED",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for ReservationState {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "RESERVATION_STATE_UNSPECIFIED",
            "RESERVATION_STATE_HELD",
            "RESERVATION_STATE_COMMITTED",
            "RESERVATION_STATE_RELEASED",
            "RESERVATION_STATE_EXPIRED",
            "RESERVATION_STATE_CANCELLED",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = ReservationState;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "RESERVATION_STATE_UNSPECIFIED" => Ok(ReservationState::Unspecified),
                    "RESERVATION_STATE_HELD" => Ok(ReservationState::Held),
                    "RESERVATION_STATE_COMMITTED" => Ok(ReservationState::Committed),
                    "RESERVATION_STATE_RELEASED" => Ok(ReservationState::Released),
                    "RESERVATION_STATE_EXPIRED" => Ok(ReservationState::Expired),
                    "RESERVATION_STATE_CANCELLED" => Ok(ReservationState::Cancelled),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for ReservationUpdate {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.reservation.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ReservationUpdate", len)?;
        if let Some(v) = self.reservation.as_ref() {
            struct_ser.serialize_field("reservation", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReservationUpdate {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "reservation",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Reservation,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "reservation" => Ok(GeneratedField::Reservation),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReservationUpdate;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ReservationUpdate")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReservationUpdate, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut reservation__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ReservationUpdate {
                    reservation: reservation__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ReservationUpdate", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Reserve {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.listing.is_empty() {
            len += 1;
        }
        if !self.sku.is_empty() {
            len += 1;
        }
        if self.quantity != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Reserve", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.listing.is_empty() {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        if !self.sku.is_empty() {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if self.quantity != 0 {
            struct_ser.serialize_field("quantity", &self.quantity)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Reserve {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "listing",
            "sku",
            "quantity",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Listing,
            Sku,
            Quantity,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "listing" => Ok(GeneratedField::Listing),
                            "sku" => Ok(GeneratedField::Sku),
                            "quantity" => Ok(GeneratedField::Quantity),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Reserve;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Reserve")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Reserve, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut listing__ = None;
                let mut sku__ = None;
                let mut quantity__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Quantity => {
                            if quantity__.is_some() {
                                return Err(serde::de::Error::duplicate_field("quantity"));
                            }
                            quantity__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Reserve {
                    key: key__.unwrap_or_default(),
                    listing: listing__.unwrap_or_default(),
                    sku: sku__.unwrap_or_default(),
                    quantity: quantity__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Reserve", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReserveMode {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "RESERVE_MODE_UNSPECIFIED",
            Self::Partial => "RESERVE_MODE_PARTIAL",
            Self::BestEffort => "RESERVE_MODE_BEST_EFFORT",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for ReserveMode {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "RESERVE_MODE_UNSPECIFIED",
            "RESERVE_MODE_PARTIAL",
            "RESERVE_MODE_BEST_EFFORT",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = ReserveMode;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "RESERVE_MODE_UNSPECIFIED" => Ok(ReserveMode::Unspecified),
                    "RESERVE_MODE_PARTIAL" => Ok(ReserveMode::Partial),
                    "RESERVE_MODE_BEST_EFFORT" => Ok(ReserveMode::BestEffort),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for ReserveRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.buyer.is_empty() {
            len += 1;
        }
        if !self.show.is_empty() {
            len += 1;
        }
        if !self.listing.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        if !self.lines.is_empty() {
            len += 1;
        }
        if self.hold_seconds != 0 {
            len += 1;
        }
        if self.limit_per_buyer != 0 {
            len += 1;
        }
        if self.mode != 0 {
            len += 1;
        }
        if self.price_version != 0 {
            len += 1;
        }
        if !self.household.is_empty() {
            len += 1;
        }
        if !self.payment_reference.is_empty() {
            len += 1;
        }
        if self.group != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ReserveRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.buyer.is_empty() {
            struct_ser.serialize_field("buyer", &self.buyer)?;
        }
        if !self.show.is_empty() {
            struct_ser.serialize_field("show", &self.show)?;
        }
        if !self.listing.is_empty() {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if !self.lines.is_empty() {
            struct_ser.serialize_field("lines", &self.lines)?;
        }
        if self.hold_seconds != 0 {
            struct_ser.serialize_field("holdSeconds", &self.hold_seconds)?;
        }
        if self.limit_per_buyer != 0 {
            struct_ser.serialize_field("limitPerBuyer", &self.limit_per_buyer)?;
        }
        if self.mode != 0 {
            let v = ReserveMode::try_from(self.mode)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.mode)))?;
            struct_ser.serialize_field("mode", &v)?;
        }
        if self.price_version != 0 {
            struct_ser.serialize_field("priceVersion", &self.price_version)?;
        }
        if !self.household.is_empty() {
            struct_ser.serialize_field("household", &self.household)?;
        }
        if !self.payment_reference.is_empty() {
            struct_ser.serialize_field("paymentReference", &self.payment_reference)?;
        }
        if self.group != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("group", ToString::to_string(&self.group).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReserveRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "buyer",
            "show",
            "listing",
            "sale",
            "lines",
            "hold_seconds",
            "holdSeconds",
            "limit_per_buyer",
            "limitPerBuyer",
            "mode",
            "price_version",
            "priceVersion",
            "household",
            "payment_reference",
            "paymentReference",
            "group",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Buyer,
            Show,
            Listing,
            Sale,
            Lines,
            HoldSeconds,
            LimitPerBuyer,
            Mode,
            PriceVersion,
            Household,
            PaymentReference,
            Group,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "buyer" => Ok(GeneratedField::Buyer),
                            "show" => Ok(GeneratedField::Show),
                            "listing" => Ok(GeneratedField::Listing),
                            "sale" => Ok(GeneratedField::Sale),
                            "lines" => Ok(GeneratedField::Lines),
                            "holdSeconds" | "hold_seconds" => Ok(GeneratedField::HoldSeconds),
                            "limitPerBuyer" | "limit_per_buyer" => Ok(GeneratedField::LimitPerBuyer),
                            "mode" => Ok(GeneratedField::Mode),
                            "priceVersion" | "price_version" => Ok(GeneratedField::PriceVersion),
                            "household" => Ok(GeneratedField::Household),
                            "paymentReference" | "payment_reference" => Ok(GeneratedField::PaymentReference),
                            "group" => Ok(GeneratedField::Group),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReserveRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ReserveRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReserveRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut buyer__ = None;
                let mut show__ = None;
                let mut listing__ = None;
                let mut sale__ = None;
                let mut lines__ = None;
                let mut hold_seconds__ = None;
                let mut limit_per_buyer__ = None;
                let mut mode__ = None;
                let mut price_version__ = None;
                let mut household__ = None;
                let mut payment_reference__ = None;
                let mut group__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Buyer => {
                            if buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyer"));
                            }
                            buyer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Lines => {
                            if lines__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lines"));
                            }
                            lines__ = Some(map_.next_value()?);
                        }
                        GeneratedField::HoldSeconds => {
                            if hold_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("holdSeconds"));
                            }
                            hold_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LimitPerBuyer => {
                            if limit_per_buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limitPerBuyer"));
                            }
                            limit_per_buyer__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Mode => {
                            if mode__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mode"));
                            }
                            mode__ = Some(map_.next_value::<ReserveMode>()? as i32);
                        }
                        GeneratedField::PriceVersion => {
                            if price_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("priceVersion"));
                            }
                            price_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Household => {
                            if household__.is_some() {
                                return Err(serde::de::Error::duplicate_field("household"));
                            }
                            household__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PaymentReference => {
                            if payment_reference__.is_some() {
                                return Err(serde::de::Error::duplicate_field("paymentReference"));
                            }
                            payment_reference__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Group => {
                            if group__.is_some() {
                                return Err(serde::de::Error::duplicate_field("group"));
                            }
                            group__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ReserveRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    buyer: buyer__.unwrap_or_default(),
                    show: show__.unwrap_or_default(),
                    listing: listing__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                    lines: lines__.unwrap_or_default(),
                    hold_seconds: hold_seconds__.unwrap_or_default(),
                    limit_per_buyer: limit_per_buyer__.unwrap_or_default(),
                    mode: mode__.unwrap_or_default(),
                    price_version: price_version__.unwrap_or_default(),
                    household: household__.unwrap_or_default(),
                    payment_reference: payment_reference__.unwrap_or_default(),
                    group: group__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ReserveRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReserveResult {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.outcome != 0 {
            len += 1;
        }
        if self.reservation.is_some() {
            len += 1;
        }
        if self.held_by_others != 0 {
            len += 1;
        }
        if self.left_for_buyer != 0 {
            len += 1;
        }
        if self.receipt.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ReserveResult", len)?;
        if self.outcome != 0 {
            let v = Outcome::try_from(self.outcome)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.outcome)))?;
            struct_ser.serialize_field("outcome", &v)?;
        }
        if let Some(v) = self.reservation.as_ref() {
            struct_ser.serialize_field("reservation", v)?;
        }
        if self.held_by_others != 0 {
            struct_ser.serialize_field("heldByOthers", &self.held_by_others)?;
        }
        if self.left_for_buyer != 0 {
            struct_ser.serialize_field("leftForBuyer", &self.left_for_buyer)?;
        }
        if let Some(v) = self.receipt.as_ref() {
            struct_ser.serialize_field("receipt", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReserveResult {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "outcome",
            "reservation",
            "held_by_others",
            "heldByOthers",
            "left_for_buyer",
            "leftForBuyer",
            "receipt",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Outcome,
            Reservation,
            HeldByOthers,
            LeftForBuyer,
            Receipt,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "outcome" => Ok(GeneratedField::Outcome),
                            "reservation" => Ok(GeneratedField::Reservation),
                            "heldByOthers" | "held_by_others" => Ok(GeneratedField::HeldByOthers),
                            "leftForBuyer" | "left_for_buyer" => Ok(GeneratedField::LeftForBuyer),
                            "receipt" => Ok(GeneratedField::Receipt),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReserveResult;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ReserveResult")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReserveResult, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut outcome__ = None;
                let mut reservation__ = None;
                let mut held_by_others__ = None;
                let mut left_for_buyer__ = None;
                let mut receipt__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Outcome => {
                            if outcome__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outcome"));
                            }
                            outcome__ = Some(map_.next_value::<Outcome>()? as i32);
                        }
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = map_.next_value()?;
                        }
                        GeneratedField::HeldByOthers => {
                            if held_by_others__.is_some() {
                                return Err(serde::de::Error::duplicate_field("heldByOthers"));
                            }
                            held_by_others__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LeftForBuyer => {
                            if left_for_buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("leftForBuyer"));
                            }
                            left_for_buyer__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Receipt => {
                            if receipt__.is_some() {
                                return Err(serde::de::Error::duplicate_field("receipt"));
                            }
                            receipt__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ReserveResult {
                    outcome: outcome__.unwrap_or_default(),
                    reservation: reservation__,
                    held_by_others: held_by_others__.unwrap_or_default(),
                    left_for_buyer: left_for_buyer__.unwrap_or_default(),
                    receipt: receipt__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ReserveResult", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Rest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "REST_UNSPECIFIED",
            Self::Keep => "REST_KEEP",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for Rest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "REST_UNSPECIFIED",
            "REST_KEEP",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = Rest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "REST_UNSPECIFIED" => Ok(Rest::Unspecified),
                    "REST_KEEP" => Ok(Rest::Keep),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for ResumeSaleRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ResumeSaleRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ResumeSaleRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "sale",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Sale,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sale" => Ok(GeneratedField::Sale),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ResumeSaleRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ResumeSaleRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ResumeSaleRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut sale__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ResumeSaleRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ResumeSaleRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReturnStockRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sku.is_empty() {
            len += 1;
        }
        if self.quantity != 0 {
            len += 1;
        }
        if self.reservation != 0 {
            len += 1;
        }
        if self.damaged {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ReturnStockRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sku.is_empty() {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if self.quantity != 0 {
            struct_ser.serialize_field("quantity", &self.quantity)?;
        }
        if self.reservation != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("reservation", ToString::to_string(&self.reservation).as_str())?;
        }
        if self.damaged {
            struct_ser.serialize_field("damaged", &self.damaged)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReturnStockRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "sku",
            "quantity",
            "reservation",
            "damaged",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Sku,
            Quantity,
            Reservation,
            Damaged,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sku" => Ok(GeneratedField::Sku),
                            "quantity" => Ok(GeneratedField::Quantity),
                            "reservation" => Ok(GeneratedField::Reservation),
                            "damaged" => Ok(GeneratedField::Damaged),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReturnStockRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ReturnStockRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReturnStockRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut sku__ = None;
                let mut quantity__ = None;
                let mut reservation__ = None;
                let mut damaged__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Quantity => {
                            if quantity__.is_some() {
                                return Err(serde::de::Error::duplicate_field("quantity"));
                            }
                            quantity__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Damaged => {
                            if damaged__.is_some() {
                                return Err(serde::de::Error::duplicate_field("damaged"));
                            }
                            damaged__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ReturnStockRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    sku: sku__.unwrap_or_default(),
                    quantity: quantity__.unwrap_or_default(),
                    reservation: reservation__.unwrap_or_default(),
                    damaged: damaged__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ReturnStockRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RevealDraw {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sale.is_empty() {
            len += 1;
        }
        if !self.seed.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.RevealDraw", len)?;
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if !self.seed.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seed", pbjson::private::base64::encode(&self.seed).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RevealDraw {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "merchant",
            "sale",
            "seed",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Merchant,
            Sale,
            Seed,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sale" => Ok(GeneratedField::Sale),
                            "seed" => Ok(GeneratedField::Seed),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RevealDraw;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.RevealDraw")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RevealDraw, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut merchant__ = None;
                let mut sale__ = None;
                let mut seed__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Seed => {
                            if seed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seed"));
                            }
                            seed__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(RevealDraw {
                    merchant: merchant__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                    seed: seed__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.RevealDraw", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Sale {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.sale.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.show.is_empty() {
            len += 1;
        }
        if !self.listing.is_empty() {
            len += 1;
        }
        if !self.skus.is_empty() {
            len += 1;
        }
        if self.price.is_some() {
            len += 1;
        }
        if self.allotment != 0 {
            len += 1;
        }
        if self.limit_per_buyer != 0 {
            len += 1;
        }
        if self.hold_seconds != 0 {
            len += 1;
        }
        if self.policy != 0 {
            len += 1;
        }
        if self.state != 0 {
            len += 1;
        }
        if self.held != 0 {
            len += 1;
        }
        if self.sold != 0 {
            len += 1;
        }
        if self.version != 0 {
            len += 1;
        }
        if self.closes_at_ms != 0 {
            len += 1;
        }
        if self.opened_at_ms != 0 {
            len += 1;
        }
        if self.waitlist != 0 {
            len += 1;
        }
        if self.offer_seconds != 0 {
            len += 1;
        }
        if self.waiting != 0 {
            len += 1;
        }
        if self.limit_per_sku != 0 {
            len += 1;
        }
        if self.limit_per_household != 0 {
            len += 1;
        }
        if self.price_version != 0 {
            len += 1;
        }
        if self.late_commit {
            len += 1;
        }
        if self.max_extensions != 0 {
            len += 1;
        }
        if self.extend_seconds != 0 {
            len += 1;
        }
        if self.draw.is_some() {
            len += 1;
        }
        if self.group.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Sale", len)?;
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.show.is_empty() {
            struct_ser.serialize_field("show", &self.show)?;
        }
        if !self.listing.is_empty() {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        if !self.skus.is_empty() {
            struct_ser.serialize_field("skus", &self.skus)?;
        }
        if let Some(v) = self.price.as_ref() {
            struct_ser.serialize_field("price", v)?;
        }
        if self.allotment != 0 {
            struct_ser.serialize_field("allotment", &self.allotment)?;
        }
        if self.limit_per_buyer != 0 {
            struct_ser.serialize_field("limitPerBuyer", &self.limit_per_buyer)?;
        }
        if self.hold_seconds != 0 {
            struct_ser.serialize_field("holdSeconds", &self.hold_seconds)?;
        }
        if self.policy != 0 {
            let v = SalePolicy::try_from(self.policy)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.policy)))?;
            struct_ser.serialize_field("policy", &v)?;
        }
        if self.state != 0 {
            let v = SaleState::try_from(self.state)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.state)))?;
            struct_ser.serialize_field("state", &v)?;
        }
        if self.held != 0 {
            struct_ser.serialize_field("held", &self.held)?;
        }
        if self.sold != 0 {
            struct_ser.serialize_field("sold", &self.sold)?;
        }
        if self.version != 0 {
            struct_ser.serialize_field("version", &self.version)?;
        }
        if self.closes_at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("closesAtMs", ToString::to_string(&self.closes_at_ms).as_str())?;
        }
        if self.opened_at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("openedAtMs", ToString::to_string(&self.opened_at_ms).as_str())?;
        }
        if self.waitlist != 0 {
            let v = Waitlist::try_from(self.waitlist)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.waitlist)))?;
            struct_ser.serialize_field("waitlist", &v)?;
        }
        if self.offer_seconds != 0 {
            struct_ser.serialize_field("offerSeconds", &self.offer_seconds)?;
        }
        if self.waiting != 0 {
            struct_ser.serialize_field("waiting", &self.waiting)?;
        }
        if self.limit_per_sku != 0 {
            struct_ser.serialize_field("limitPerSku", &self.limit_per_sku)?;
        }
        if self.limit_per_household != 0 {
            struct_ser.serialize_field("limitPerHousehold", &self.limit_per_household)?;
        }
        if self.price_version != 0 {
            struct_ser.serialize_field("priceVersion", &self.price_version)?;
        }
        if self.late_commit {
            struct_ser.serialize_field("lateCommit", &self.late_commit)?;
        }
        if self.max_extensions != 0 {
            struct_ser.serialize_field("maxExtensions", &self.max_extensions)?;
        }
        if self.extend_seconds != 0 {
            struct_ser.serialize_field("extendSeconds", &self.extend_seconds)?;
        }
        if let Some(v) = self.draw.as_ref() {
            struct_ser.serialize_field("draw", v)?;
        }
        if let Some(v) = self.group.as_ref() {
            struct_ser.serialize_field("group", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Sale {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sale",
            "merchant",
            "show",
            "listing",
            "skus",
            "price",
            "allotment",
            "limit_per_buyer",
            "limitPerBuyer",
            "hold_seconds",
            "holdSeconds",
            "policy",
            "state",
            "held",
            "sold",
            "version",
            "closes_at_ms",
            "closesAtMs",
            "opened_at_ms",
            "openedAtMs",
            "waitlist",
            "offer_seconds",
            "offerSeconds",
            "waiting",
            "limit_per_sku",
            "limitPerSku",
            "limit_per_household",
            "limitPerHousehold",
            "price_version",
            "priceVersion",
            "late_commit",
            "lateCommit",
            "max_extensions",
            "maxExtensions",
            "extend_seconds",
            "extendSeconds",
            "draw",
            "group",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sale,
            Merchant,
            Show,
            Listing,
            Skus,
            Price,
            Allotment,
            LimitPerBuyer,
            HoldSeconds,
            Policy,
            State,
            Held,
            Sold,
            Version,
            ClosesAtMs,
            OpenedAtMs,
            Waitlist,
            OfferSeconds,
            Waiting,
            LimitPerSku,
            LimitPerHousehold,
            PriceVersion,
            LateCommit,
            MaxExtensions,
            ExtendSeconds,
            Draw,
            Group,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sale" => Ok(GeneratedField::Sale),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "show" => Ok(GeneratedField::Show),
                            "listing" => Ok(GeneratedField::Listing),
                            "skus" => Ok(GeneratedField::Skus),
                            "price" => Ok(GeneratedField::Price),
                            "allotment" => Ok(GeneratedField::Allotment),
                            "limitPerBuyer" | "limit_per_buyer" => Ok(GeneratedField::LimitPerBuyer),
                            "holdSeconds" | "hold_seconds" => Ok(GeneratedField::HoldSeconds),
                            "policy" => Ok(GeneratedField::Policy),
                            "state" => Ok(GeneratedField::State),
                            "held" => Ok(GeneratedField::Held),
                            "sold" => Ok(GeneratedField::Sold),
                            "version" => Ok(GeneratedField::Version),
                            "closesAtMs" | "closes_at_ms" => Ok(GeneratedField::ClosesAtMs),
                            "openedAtMs" | "opened_at_ms" => Ok(GeneratedField::OpenedAtMs),
                            "waitlist" => Ok(GeneratedField::Waitlist),
                            "offerSeconds" | "offer_seconds" => Ok(GeneratedField::OfferSeconds),
                            "waiting" => Ok(GeneratedField::Waiting),
                            "limitPerSku" | "limit_per_sku" => Ok(GeneratedField::LimitPerSku),
                            "limitPerHousehold" | "limit_per_household" => Ok(GeneratedField::LimitPerHousehold),
                            "priceVersion" | "price_version" => Ok(GeneratedField::PriceVersion),
                            "lateCommit" | "late_commit" => Ok(GeneratedField::LateCommit),
                            "maxExtensions" | "max_extensions" => Ok(GeneratedField::MaxExtensions),
                            "extendSeconds" | "extend_seconds" => Ok(GeneratedField::ExtendSeconds),
                            "draw" => Ok(GeneratedField::Draw),
                            "group" => Ok(GeneratedField::Group),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Sale;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Sale")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Sale, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sale__ = None;
                let mut merchant__ = None;
                let mut show__ = None;
                let mut listing__ = None;
                let mut skus__ = None;
                let mut price__ = None;
                let mut allotment__ = None;
                let mut limit_per_buyer__ = None;
                let mut hold_seconds__ = None;
                let mut policy__ = None;
                let mut state__ = None;
                let mut held__ = None;
                let mut sold__ = None;
                let mut version__ = None;
                let mut closes_at_ms__ = None;
                let mut opened_at_ms__ = None;
                let mut waitlist__ = None;
                let mut offer_seconds__ = None;
                let mut waiting__ = None;
                let mut limit_per_sku__ = None;
                let mut limit_per_household__ = None;
                let mut price_version__ = None;
                let mut late_commit__ = None;
                let mut max_extensions__ = None;
                let mut extend_seconds__ = None;
                let mut draw__ = None;
                let mut group__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Skus => {
                            if skus__.is_some() {
                                return Err(serde::de::Error::duplicate_field("skus"));
                            }
                            skus__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Price => {
                            if price__.is_some() {
                                return Err(serde::de::Error::duplicate_field("price"));
                            }
                            price__ = map_.next_value()?;
                        }
                        GeneratedField::Allotment => {
                            if allotment__.is_some() {
                                return Err(serde::de::Error::duplicate_field("allotment"));
                            }
                            allotment__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LimitPerBuyer => {
                            if limit_per_buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limitPerBuyer"));
                            }
                            limit_per_buyer__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::HoldSeconds => {
                            if hold_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("holdSeconds"));
                            }
                            hold_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Policy => {
                            if policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("policy"));
                            }
                            policy__ = Some(map_.next_value::<SalePolicy>()? as i32);
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value::<SaleState>()? as i32);
                        }
                        GeneratedField::Held => {
                            if held__.is_some() {
                                return Err(serde::de::Error::duplicate_field("held"));
                            }
                            held__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sold => {
                            if sold__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sold"));
                            }
                            sold__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ClosesAtMs => {
                            if closes_at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("closesAtMs"));
                            }
                            closes_at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::OpenedAtMs => {
                            if opened_at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("openedAtMs"));
                            }
                            opened_at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Waitlist => {
                            if waitlist__.is_some() {
                                return Err(serde::de::Error::duplicate_field("waitlist"));
                            }
                            waitlist__ = Some(map_.next_value::<Waitlist>()? as i32);
                        }
                        GeneratedField::OfferSeconds => {
                            if offer_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("offerSeconds"));
                            }
                            offer_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Waiting => {
                            if waiting__.is_some() {
                                return Err(serde::de::Error::duplicate_field("waiting"));
                            }
                            waiting__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LimitPerSku => {
                            if limit_per_sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limitPerSku"));
                            }
                            limit_per_sku__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LimitPerHousehold => {
                            if limit_per_household__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limitPerHousehold"));
                            }
                            limit_per_household__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PriceVersion => {
                            if price_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("priceVersion"));
                            }
                            price_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LateCommit => {
                            if late_commit__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lateCommit"));
                            }
                            late_commit__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MaxExtensions => {
                            if max_extensions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("maxExtensions"));
                            }
                            max_extensions__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ExtendSeconds => {
                            if extend_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("extendSeconds"));
                            }
                            extend_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Draw => {
                            if draw__.is_some() {
                                return Err(serde::de::Error::duplicate_field("draw"));
                            }
                            draw__ = map_.next_value()?;
                        }
                        GeneratedField::Group => {
                            if group__.is_some() {
                                return Err(serde::de::Error::duplicate_field("group"));
                            }
                            group__ = map_.next_value()?;
                        }
                    }
                }
                Ok(Sale {
                    sale: sale__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    show: show__.unwrap_or_default(),
                    listing: listing__.unwrap_or_default(),
                    skus: skus__.unwrap_or_default(),
                    price: price__,
                    allotment: allotment__.unwrap_or_default(),
                    limit_per_buyer: limit_per_buyer__.unwrap_or_default(),
                    hold_seconds: hold_seconds__.unwrap_or_default(),
                    policy: policy__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    held: held__.unwrap_or_default(),
                    sold: sold__.unwrap_or_default(),
                    version: version__.unwrap_or_default(),
                    closes_at_ms: closes_at_ms__.unwrap_or_default(),
                    opened_at_ms: opened_at_ms__.unwrap_or_default(),
                    waitlist: waitlist__.unwrap_or_default(),
                    offer_seconds: offer_seconds__.unwrap_or_default(),
                    waiting: waiting__.unwrap_or_default(),
                    limit_per_sku: limit_per_sku__.unwrap_or_default(),
                    limit_per_household: limit_per_household__.unwrap_or_default(),
                    price_version: price_version__.unwrap_or_default(),
                    late_commit: late_commit__.unwrap_or_default(),
                    max_extensions: max_extensions__.unwrap_or_default(),
                    extend_seconds: extend_seconds__.unwrap_or_default(),
                    draw: draw__,
                    group: group__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Sale", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SalePolicy {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "SALE_POLICY_UNSPECIFIED",
            Self::Rush => "SALE_POLICY_RUSH",
            Self::Draw => "SALE_POLICY_DRAW",
            Self::Group => "SALE_POLICY_GROUP",
            Self::PayFirst => "SALE_POLICY_PAY_FIRST",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for SalePolicy {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "SALE_POLICY_UNSPECIFIED",
            "SALE_POLICY_RUSH",
            "SALE_POLICY_DRAW",
            "SALE_POLICY_GROUP",
            "SALE_POLICY_PAY_FIRST",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = SalePolicy;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "SALE_POLICY_UNSPECIFIED" => Ok(SalePolicy::Unspecified),
                    "SALE_POLICY_RUSH" => Ok(SalePolicy::Rush),
                    "SALE_POLICY_DRAW" => Ok(SalePolicy::Draw),
                    "SALE_POLICY_GROUP" => Ok(SalePolicy::Group),
                    "SALE_POLICY_PAY_FIRST" => Ok(SalePolicy::PayFirst),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for SaleState {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "SALE_STATE_UNSPECIFIED",
            Self::Scheduled => "SALE_STATE_SCHEDULED",
            Self::Open => "SALE_STATE_OPEN",
            Self::SoldOut => "SALE_STATE_SOLD_OUT",
            Self::Closed => "SALE_STATE_CLOSED",
            Self::Paused => "SALE_STATE_PAUSED",
            Self::Drawing => "SALE_STATE_DRAWING",
            Self::Settling => "SALE_STATE_SETTLING",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for SaleState {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "SALE_STATE_UNSPECIFIED",
            "SALE_STATE_SCHEDULED",
            "SALE_STATE_OPEN",
            "SALE_STATE_SOLD_OUT",
            "SALE_STATE_CLOSED",
            "SALE_STATE_PAUSED",
            "SALE_STATE_DRAWING",
            "SALE_STATE_SETTLING",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = SaleState;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "SALE_STATE_UNSPECIFIED" => Ok(SaleState::Unspecified),
                    "SALE_STATE_SCHEDULED" => Ok(SaleState::Scheduled),
                    "SALE_STATE_OPEN" => Ok(SaleState::Open),
                    "SALE_STATE_SOLD_OUT" => Ok(SaleState::SoldOut),
                    "SALE_STATE_CLOSED" => Ok(SaleState::Closed),
                    "SALE_STATE_PAUSED" => Ok(SaleState::Paused),
                    "SALE_STATE_DRAWING" => Ok(SaleState::Drawing),
                    "SALE_STATE_SETTLING" => Ok(SaleState::Settling),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for SalesTotal {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.orders != 0 {
            len += 1;
        }
        if self.units != 0 {
            len += 1;
        }
        if self.buyers != 0 {
            len += 1;
        }
        if self.gross.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SalesTotal", len)?;
        if self.orders != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("orders", ToString::to_string(&self.orders).as_str())?;
        }
        if self.units != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("units", ToString::to_string(&self.units).as_str())?;
        }
        if self.buyers != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("buyers", ToString::to_string(&self.buyers).as_str())?;
        }
        if let Some(v) = self.gross.as_ref() {
            struct_ser.serialize_field("gross", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SalesTotal {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "orders",
            "units",
            "buyers",
            "gross",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Orders,
            Units,
            Buyers,
            Gross,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "orders" => Ok(GeneratedField::Orders),
                            "units" => Ok(GeneratedField::Units),
                            "buyers" => Ok(GeneratedField::Buyers),
                            "gross" => Ok(GeneratedField::Gross),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SalesTotal;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SalesTotal")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SalesTotal, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut orders__ = None;
                let mut units__ = None;
                let mut buyers__ = None;
                let mut gross__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Orders => {
                            if orders__.is_some() {
                                return Err(serde::de::Error::duplicate_field("orders"));
                            }
                            orders__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Units => {
                            if units__.is_some() {
                                return Err(serde::de::Error::duplicate_field("units"));
                            }
                            units__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Buyers => {
                            if buyers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyers"));
                            }
                            buyers__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Gross => {
                            if gross__.is_some() {
                                return Err(serde::de::Error::duplicate_field("gross"));
                            }
                            gross__ = map_.next_value()?;
                        }
                    }
                }
                Ok(SalesTotal {
                    orders: orders__.unwrap_or_default(),
                    units: units__.unwrap_or_default(),
                    buyers: buyers__.unwrap_or_default(),
                    gross: gross__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SalesTotal", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SendChat {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.text.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SendChat", len)?;
        if !self.text.is_empty() {
            struct_ser.serialize_field("text", &self.text)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SendChat {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "text",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Text,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "text" => Ok(GeneratedField::Text),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SendChat;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SendChat")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SendChat, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut text__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(SendChat {
                    text: text__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SendChat", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ServerFrame {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.kind.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ServerFrame", len)?;
        if let Some(v) = self.kind.as_ref() {
            match v {
                server_frame::Kind::Reply(v) => {
                    struct_ser.serialize_field("reply", v)?;
                }
                server_frame::Kind::Snapshot(v) => {
                    struct_ser.serialize_field("snapshot", v)?;
                }
                server_frame::Kind::Publication(v) => {
                    struct_ser.serialize_field("publication", v)?;
                }
                server_frame::Kind::State(v) => {
                    struct_ser.serialize_field("state", v)?;
                }
                server_frame::Kind::Chat(v) => {
                    struct_ser.serialize_field("chat", v)?;
                }
                server_frame::Kind::ChatSkipped(v) => {
                    struct_ser.serialize_field("chatSkipped", v)?;
                }
                server_frame::Kind::Reservation(v) => {
                    struct_ser.serialize_field("reservation", v)?;
                }
                server_frame::Kind::Goodbye(v) => {
                    struct_ser.serialize_field("goodbye", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ServerFrame {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "reply",
            "snapshot",
            "publication",
            "state",
            "chat",
            "chat_skipped",
            "chatSkipped",
            "reservation",
            "goodbye",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Reply,
            Snapshot,
            Publication,
            State,
            Chat,
            ChatSkipped,
            Reservation,
            Goodbye,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "reply" => Ok(GeneratedField::Reply),
                            "snapshot" => Ok(GeneratedField::Snapshot),
                            "publication" => Ok(GeneratedField::Publication),
                            "state" => Ok(GeneratedField::State),
                            "chat" => Ok(GeneratedField::Chat),
                            "chatSkipped" | "chat_skipped" => Ok(GeneratedField::ChatSkipped),
                            "reservation" => Ok(GeneratedField::Reservation),
                            "goodbye" => Ok(GeneratedField::Goodbye),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ServerFrame;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ServerFrame")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ServerFrame, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut kind__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Reply => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reply"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Kind::Reply)
;
                        }
                        GeneratedField::Snapshot => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("snapshot"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Kind::Snapshot)
;
                        }
                        GeneratedField::Publication => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("publication"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Kind::Publication)
;
                        }
                        GeneratedField::State => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Kind::State)
;
                        }
                        GeneratedField::Chat => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chat"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Kind::Chat)
;
                        }
                        GeneratedField::ChatSkipped => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chatSkipped"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Kind::ChatSkipped)
;
                        }
                        GeneratedField::Reservation => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Kind::Reservation)
;
                        }
                        GeneratedField::Goodbye => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("goodbye"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Kind::Goodbye)
;
                        }
                    }
                }
                Ok(ServerFrame {
                    kind: kind__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ServerFrame", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetCountRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sku.is_empty() {
            len += 1;
        }
        if self.count != 0 {
            len += 1;
        }
        if self.expected_version != 0 {
            len += 1;
        }
        if !self.note.is_empty() {
            len += 1;
        }
        if self.on_shortfall != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SetCountRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sku.is_empty() {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if self.count != 0 {
            struct_ser.serialize_field("count", &self.count)?;
        }
        if self.expected_version != 0 {
            struct_ser.serialize_field("expectedVersion", &self.expected_version)?;
        }
        if !self.note.is_empty() {
            struct_ser.serialize_field("note", &self.note)?;
        }
        if self.on_shortfall != 0 {
            let v = Shortfalls::try_from(self.on_shortfall)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.on_shortfall)))?;
            struct_ser.serialize_field("onShortfall", &v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SetCountRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "sku",
            "count",
            "expected_version",
            "expectedVersion",
            "note",
            "on_shortfall",
            "onShortfall",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Sku,
            Count,
            ExpectedVersion,
            Note,
            OnShortfall,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sku" => Ok(GeneratedField::Sku),
                            "count" => Ok(GeneratedField::Count),
                            "expectedVersion" | "expected_version" => Ok(GeneratedField::ExpectedVersion),
                            "note" => Ok(GeneratedField::Note),
                            "onShortfall" | "on_shortfall" => Ok(GeneratedField::OnShortfall),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SetCountRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SetCountRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetCountRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut sku__ = None;
                let mut count__ = None;
                let mut expected_version__ = None;
                let mut note__ = None;
                let mut on_shortfall__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Count => {
                            if count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("count"));
                            }
                            count__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ExpectedVersion => {
                            if expected_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expectedVersion"));
                            }
                            expected_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Note => {
                            if note__.is_some() {
                                return Err(serde::de::Error::duplicate_field("note"));
                            }
                            note__ = Some(map_.next_value()?);
                        }
                        GeneratedField::OnShortfall => {
                            if on_shortfall__.is_some() {
                                return Err(serde::de::Error::duplicate_field("onShortfall"));
                            }
                            on_shortfall__ = Some(map_.next_value::<Shortfalls>()? as i32);
                        }
                    }
                }
                Ok(SetCountRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    sku: sku__.unwrap_or_default(),
                    count: count__.unwrap_or_default(),
                    expected_version: expected_version__.unwrap_or_default(),
                    note: note__.unwrap_or_default(),
                    on_shortfall: on_shortfall__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SetCountRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetSafetyStockRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.sku.is_empty() {
            len += 1;
        }
        if self.units != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SetSafetyStockRequest", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.sku.is_empty() {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if self.units != 0 {
            struct_ser.serialize_field("units", &self.units)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SetSafetyStockRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "merchant",
            "sku",
            "units",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Merchant,
            Sku,
            Units,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "sku" => Ok(GeneratedField::Sku),
                            "units" => Ok(GeneratedField::Units),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SetSafetyStockRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SetSafetyStockRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetSafetyStockRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut merchant__ = None;
                let mut sku__ = None;
                let mut units__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Units => {
                            if units__.is_some() {
                                return Err(serde::de::Error::duplicate_field("units"));
                            }
                            units__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SetSafetyStockRequest {
                    key: key__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    sku: sku__.unwrap_or_default(),
                    units: units__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SetSafetyStockRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetShowState {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.state != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SetShowState", len)?;
        if self.state != 0 {
            let v = ShowState::try_from(self.state)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.state)))?;
            struct_ser.serialize_field("state", &v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SetShowState {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "state",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            State,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "state" => Ok(GeneratedField::State),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SetShowState;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SetShowState")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetShowState, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut state__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value::<ShowState>()? as i32);
                        }
                    }
                }
                Ok(SetShowState {
                    state: state__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SetShowState", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Shortfall {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.reservation != 0 {
            len += 1;
        }
        if self.units != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Shortfall", len)?;
        if self.reservation != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("reservation", ToString::to_string(&self.reservation).as_str())?;
        }
        if self.units != 0 {
            struct_ser.serialize_field("units", &self.units)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Shortfall {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "reservation",
            "units",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Reservation,
            Units,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "reservation" => Ok(GeneratedField::Reservation),
                            "units" => Ok(GeneratedField::Units),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Shortfall;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Shortfall")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Shortfall, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut reservation__ = None;
                let mut units__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Units => {
                            if units__.is_some() {
                                return Err(serde::de::Error::duplicate_field("units"));
                            }
                            units__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Shortfall {
                    reservation: reservation__.unwrap_or_default(),
                    units: units__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Shortfall", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Shortfalls {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "SHORTFALLS_UNSPECIFIED",
            Self::ReleaseNewest => "SHORTFALLS_RELEASE_NEWEST",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for Shortfalls {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "SHORTFALLS_UNSPECIFIED",
            "SHORTFALLS_RELEASE_NEWEST",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = Shortfalls;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "SHORTFALLS_UNSPECIFIED" => Ok(Shortfalls::Unspecified),
                    "SHORTFALLS_RELEASE_NEWEST" => Ok(Shortfalls::ReleaseNewest),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for Show {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.show.is_empty() {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if !self.title.is_empty() {
            len += 1;
        }
        if self.state != 0 {
            len += 1;
        }
        if self.live_at_ms != 0 {
            len += 1;
        }
        if self.ended_at_ms != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Show", len)?;
        if !self.show.is_empty() {
            struct_ser.serialize_field("show", &self.show)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.title.is_empty() {
            struct_ser.serialize_field("title", &self.title)?;
        }
        if self.state != 0 {
            let v = ShowState::try_from(self.state)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.state)))?;
            struct_ser.serialize_field("state", &v)?;
        }
        if self.live_at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("liveAtMs", ToString::to_string(&self.live_at_ms).as_str())?;
        }
        if self.ended_at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("endedAtMs", ToString::to_string(&self.ended_at_ms).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Show {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "show",
            "merchant",
            "title",
            "state",
            "live_at_ms",
            "liveAtMs",
            "ended_at_ms",
            "endedAtMs",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Show,
            Merchant,
            Title,
            State,
            LiveAtMs,
            EndedAtMs,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "show" => Ok(GeneratedField::Show),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "title" => Ok(GeneratedField::Title),
                            "state" => Ok(GeneratedField::State),
                            "liveAtMs" | "live_at_ms" => Ok(GeneratedField::LiveAtMs),
                            "endedAtMs" | "ended_at_ms" => Ok(GeneratedField::EndedAtMs),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Show;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Show")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Show, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut show__ = None;
                let mut merchant__ = None;
                let mut title__ = None;
                let mut state__ = None;
                let mut live_at_ms__ = None;
                let mut ended_at_ms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Title => {
                            if title__.is_some() {
                                return Err(serde::de::Error::duplicate_field("title"));
                            }
                            title__ = Some(map_.next_value()?);
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value::<ShowState>()? as i32);
                        }
                        GeneratedField::LiveAtMs => {
                            if live_at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("liveAtMs"));
                            }
                            live_at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::EndedAtMs => {
                            if ended_at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("endedAtMs"));
                            }
                            ended_at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Show {
                    show: show__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    title: title__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    live_at_ms: live_at_ms__.unwrap_or_default(),
                    ended_at_ms: ended_at_ms__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Show", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ShowFunnel {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.show.is_empty() {
            len += 1;
        }
        if !self.steps.is_empty() {
            len += 1;
        }
        if !self.sales.is_empty() {
            len += 1;
        }
        if !self.listings.is_empty() {
            len += 1;
        }
        if self.peak_viewers != 0 {
            len += 1;
        }
        if self.viewers_now != 0 {
            len += 1;
        }
        if self.watched_ms != 0 {
            len += 1;
        }
        if self.events_lost != 0 {
            len += 1;
        }
        if self.journal_seq != 0 {
            len += 1;
        }
        if self.as_of_ms != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ShowFunnel", len)?;
        if !self.show.is_empty() {
            struct_ser.serialize_field("show", &self.show)?;
        }
        if !self.steps.is_empty() {
            struct_ser.serialize_field("steps", &self.steps)?;
        }
        if !self.sales.is_empty() {
            struct_ser.serialize_field("sales", &self.sales)?;
        }
        if !self.listings.is_empty() {
            struct_ser.serialize_field("listings", &self.listings)?;
        }
        if self.peak_viewers != 0 {
            struct_ser.serialize_field("peakViewers", &self.peak_viewers)?;
        }
        if self.viewers_now != 0 {
            struct_ser.serialize_field("viewersNow", &self.viewers_now)?;
        }
        if self.watched_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("watchedMs", ToString::to_string(&self.watched_ms).as_str())?;
        }
        if self.events_lost != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("eventsLost", ToString::to_string(&self.events_lost).as_str())?;
        }
        if self.journal_seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("journalSeq", ToString::to_string(&self.journal_seq).as_str())?;
        }
        if self.as_of_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("asOfMs", ToString::to_string(&self.as_of_ms).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ShowFunnel {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "show",
            "steps",
            "sales",
            "listings",
            "peak_viewers",
            "peakViewers",
            "viewers_now",
            "viewersNow",
            "watched_ms",
            "watchedMs",
            "events_lost",
            "eventsLost",
            "journal_seq",
            "journalSeq",
            "as_of_ms",
            "asOfMs",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Show,
            Steps,
            Sales,
            Listings,
            PeakViewers,
            ViewersNow,
            WatchedMs,
            EventsLost,
            JournalSeq,
            AsOfMs,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "show" => Ok(GeneratedField::Show),
                            "steps" => Ok(GeneratedField::Steps),
                            "sales" => Ok(GeneratedField::Sales),
                            "listings" => Ok(GeneratedField::Listings),
                            "peakViewers" | "peak_viewers" => Ok(GeneratedField::PeakViewers),
                            "viewersNow" | "viewers_now" => Ok(GeneratedField::ViewersNow),
                            "watchedMs" | "watched_ms" => Ok(GeneratedField::WatchedMs),
                            "eventsLost" | "events_lost" => Ok(GeneratedField::EventsLost),
                            "journalSeq" | "journal_seq" => Ok(GeneratedField::JournalSeq),
                            "asOfMs" | "as_of_ms" => Ok(GeneratedField::AsOfMs),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ShowFunnel;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ShowFunnel")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ShowFunnel, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut show__ = None;
                let mut steps__ = None;
                let mut sales__ = None;
                let mut listings__ = None;
                let mut peak_viewers__ = None;
                let mut viewers_now__ = None;
                let mut watched_ms__ = None;
                let mut events_lost__ = None;
                let mut journal_seq__ = None;
                let mut as_of_ms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Steps => {
                            if steps__.is_some() {
                                return Err(serde::de::Error::duplicate_field("steps"));
                            }
                            steps__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sales => {
                            if sales__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sales"));
                            }
                            sales__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Listings => {
                            if listings__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listings"));
                            }
                            listings__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PeakViewers => {
                            if peak_viewers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("peakViewers"));
                            }
                            peak_viewers__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ViewersNow => {
                            if viewers_now__.is_some() {
                                return Err(serde::de::Error::duplicate_field("viewersNow"));
                            }
                            viewers_now__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::WatchedMs => {
                            if watched_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("watchedMs"));
                            }
                            watched_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::EventsLost => {
                            if events_lost__.is_some() {
                                return Err(serde::de::Error::duplicate_field("eventsLost"));
                            }
                            events_lost__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::JournalSeq => {
                            if journal_seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("journalSeq"));
                            }
                            journal_seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::AsOfMs => {
                            if as_of_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("asOfMs"));
                            }
                            as_of_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ShowFunnel {
                    show: show__.unwrap_or_default(),
                    steps: steps__.unwrap_or_default(),
                    sales: sales__.unwrap_or_default(),
                    listings: listings__.unwrap_or_default(),
                    peak_viewers: peak_viewers__.unwrap_or_default(),
                    viewers_now: viewers_now__.unwrap_or_default(),
                    watched_ms: watched_ms__.unwrap_or_default(),
                    events_lost: events_lost__.unwrap_or_default(),
                    journal_seq: journal_seq__.unwrap_or_default(),
                    as_of_ms: as_of_ms__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ShowFunnel", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ShowState {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "SHOW_STATE_UNSPECIFIED",
            Self::Scheduled => "SHOW_STATE_SCHEDULED",
            Self::Live => "SHOW_STATE_LIVE",
            Self::Ended => "SHOW_STATE_ENDED",
            Self::Settled => "SHOW_STATE_SETTLED",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for ShowState {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "SHOW_STATE_UNSPECIFIED",
            "SHOW_STATE_SCHEDULED",
            "SHOW_STATE_LIVE",
            "SHOW_STATE_ENDED",
            "SHOW_STATE_SETTLED",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = ShowState;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "SHOW_STATE_UNSPECIFIED" => Ok(ShowState::Unspecified),
                    "SHOW_STATE_SCHEDULED" => Ok(ShowState::Scheduled),
                    "SHOW_STATE_LIVE" => Ok(ShowState::Live),
                    "SHOW_STATE_ENDED" => Ok(ShowState::Ended),
                    "SHOW_STATE_SETTLED" => Ok(ShowState::Settled),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for SkuStock {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.sku.is_empty() {
            len += 1;
        }
        if self.version != 0 {
            len += 1;
        }
        if self.available != 0 {
            len += 1;
        }
        if self.held != 0 {
            len += 1;
        }
        if self.sold != 0 {
            len += 1;
        }
        if !self.merchant.is_empty() {
            len += 1;
        }
        if self.safety != 0 {
            len += 1;
        }
        if self.returned != 0 {
            len += 1;
        }
        if self.adjusted != 0 {
            len += 1;
        }
        if self.received != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SkuStock", len)?;
        if !self.sku.is_empty() {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if self.version != 0 {
            struct_ser.serialize_field("version", &self.version)?;
        }
        if self.available != 0 {
            struct_ser.serialize_field("available", &self.available)?;
        }
        if self.held != 0 {
            struct_ser.serialize_field("held", &self.held)?;
        }
        if self.sold != 0 {
            struct_ser.serialize_field("sold", &self.sold)?;
        }
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if self.safety != 0 {
            struct_ser.serialize_field("safety", &self.safety)?;
        }
        if self.returned != 0 {
            struct_ser.serialize_field("returned", &self.returned)?;
        }
        if self.adjusted != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("adjusted", ToString::to_string(&self.adjusted).as_str())?;
        }
        if self.received != 0 {
            struct_ser.serialize_field("received", &self.received)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SkuStock {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sku",
            "version",
            "available",
            "held",
            "sold",
            "merchant",
            "safety",
            "returned",
            "adjusted",
            "received",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sku,
            Version,
            Available,
            Held,
            Sold,
            Merchant,
            Safety,
            Returned,
            Adjusted,
            Received,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sku" => Ok(GeneratedField::Sku),
                            "version" => Ok(GeneratedField::Version),
                            "available" => Ok(GeneratedField::Available),
                            "held" => Ok(GeneratedField::Held),
                            "sold" => Ok(GeneratedField::Sold),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "safety" => Ok(GeneratedField::Safety),
                            "returned" => Ok(GeneratedField::Returned),
                            "adjusted" => Ok(GeneratedField::Adjusted),
                            "received" => Ok(GeneratedField::Received),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SkuStock;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SkuStock")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SkuStock, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sku__ = None;
                let mut version__ = None;
                let mut available__ = None;
                let mut held__ = None;
                let mut sold__ = None;
                let mut merchant__ = None;
                let mut safety__ = None;
                let mut returned__ = None;
                let mut adjusted__ = None;
                let mut received__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Available => {
                            if available__.is_some() {
                                return Err(serde::de::Error::duplicate_field("available"));
                            }
                            available__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Held => {
                            if held__.is_some() {
                                return Err(serde::de::Error::duplicate_field("held"));
                            }
                            held__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sold => {
                            if sold__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sold"));
                            }
                            sold__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Safety => {
                            if safety__.is_some() {
                                return Err(serde::de::Error::duplicate_field("safety"));
                            }
                            safety__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Returned => {
                            if returned__.is_some() {
                                return Err(serde::de::Error::duplicate_field("returned"));
                            }
                            returned__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Adjusted => {
                            if adjusted__.is_some() {
                                return Err(serde::de::Error::duplicate_field("adjusted"));
                            }
                            adjusted__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Received => {
                            if received__.is_some() {
                                return Err(serde::de::Error::duplicate_field("received"));
                            }
                            received__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SkuStock {
                    sku: sku__.unwrap_or_default(),
                    version: version__.unwrap_or_default(),
                    available: available__.unwrap_or_default(),
                    held: held__.unwrap_or_default(),
                    sold: sold__.unwrap_or_default(),
                    merchant: merchant__.unwrap_or_default(),
                    safety: safety__.unwrap_or_default(),
                    returned: returned__.unwrap_or_default(),
                    adjusted: adjusted__.unwrap_or_default(),
                    received: received__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SkuStock", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Snapshot {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.position.is_some() {
            len += 1;
        }
        if self.recovered {
            len += 1;
        }
        if self.show.is_some() {
            len += 1;
        }
        if !self.listings.is_empty() {
            len += 1;
        }
        if !self.pinned.is_empty() {
            len += 1;
        }
        if !self.sales.is_empty() {
            len += 1;
        }
        if self.state.is_some() {
            len += 1;
        }
        if !self.chat.is_empty() {
            len += 1;
        }
        if self.chat_accepted != 0 {
            len += 1;
        }
        if self.chat_sampled_out != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Snapshot", len)?;
        if let Some(v) = self.position.as_ref() {
            struct_ser.serialize_field("position", v)?;
        }
        if self.recovered {
            struct_ser.serialize_field("recovered", &self.recovered)?;
        }
        if let Some(v) = self.show.as_ref() {
            struct_ser.serialize_field("show", v)?;
        }
        if !self.listings.is_empty() {
            struct_ser.serialize_field("listings", &self.listings)?;
        }
        if !self.pinned.is_empty() {
            struct_ser.serialize_field("pinned", &self.pinned)?;
        }
        if !self.sales.is_empty() {
            struct_ser.serialize_field("sales", &self.sales)?;
        }
        if let Some(v) = self.state.as_ref() {
            struct_ser.serialize_field("state", v)?;
        }
        if !self.chat.is_empty() {
            struct_ser.serialize_field("chat", &self.chat)?;
        }
        if self.chat_accepted != 0 {
            struct_ser.serialize_field("chatAccepted", &self.chat_accepted)?;
        }
        if self.chat_sampled_out != 0 {
            struct_ser.serialize_field("chatSampledOut", &self.chat_sampled_out)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Snapshot {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "position",
            "recovered",
            "show",
            "listings",
            "pinned",
            "sales",
            "state",
            "chat",
            "chat_accepted",
            "chatAccepted",
            "chat_sampled_out",
            "chatSampledOut",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Position,
            Recovered,
            Show,
            Listings,
            Pinned,
            Sales,
            State,
            Chat,
            ChatAccepted,
            ChatSampledOut,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "position" => Ok(GeneratedField::Position),
                            "recovered" => Ok(GeneratedField::Recovered),
                            "show" => Ok(GeneratedField::Show),
                            "listings" => Ok(GeneratedField::Listings),
                            "pinned" => Ok(GeneratedField::Pinned),
                            "sales" => Ok(GeneratedField::Sales),
                            "state" => Ok(GeneratedField::State),
                            "chat" => Ok(GeneratedField::Chat),
                            "chatAccepted" | "chat_accepted" => Ok(GeneratedField::ChatAccepted),
                            "chatSampledOut" | "chat_sampled_out" => Ok(GeneratedField::ChatSampledOut),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Snapshot;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Snapshot")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Snapshot, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut position__ = None;
                let mut recovered__ = None;
                let mut show__ = None;
                let mut listings__ = None;
                let mut pinned__ = None;
                let mut sales__ = None;
                let mut state__ = None;
                let mut chat__ = None;
                let mut chat_accepted__ = None;
                let mut chat_sampled_out__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = map_.next_value()?;
                        }
                        GeneratedField::Recovered => {
                            if recovered__.is_some() {
                                return Err(serde::de::Error::duplicate_field("recovered"));
                            }
                            recovered__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = map_.next_value()?;
                        }
                        GeneratedField::Listings => {
                            if listings__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listings"));
                            }
                            listings__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Pinned => {
                            if pinned__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pinned"));
                            }
                            pinned__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sales => {
                            if sales__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sales"));
                            }
                            sales__ = Some(map_.next_value()?);
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = map_.next_value()?;
                        }
                        GeneratedField::Chat => {
                            if chat__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chat"));
                            }
                            chat__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ChatAccepted => {
                            if chat_accepted__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chatAccepted"));
                            }
                            chat_accepted__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ChatSampledOut => {
                            if chat_sampled_out__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chatSampledOut"));
                            }
                            chat_sampled_out__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Snapshot {
                    position: position__,
                    recovered: recovered__.unwrap_or_default(),
                    show: show__,
                    listings: listings__.unwrap_or_default(),
                    pinned: pinned__.unwrap_or_default(),
                    sales: sales__.unwrap_or_default(),
                    state: state__,
                    chat: chat__.unwrap_or_default(),
                    chat_accepted: chat_accepted__.unwrap_or_default(),
                    chat_sampled_out: chat_sampled_out__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Snapshot", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotDraw {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.sale != 0 {
            len += 1;
        }
        if !self.seed_hash.is_empty() {
            len += 1;
        }
        if !self.chain.is_empty() {
            len += 1;
        }
        if self.count != 0 {
            len += 1;
        }
        if self.closed_in != 0 {
            len += 1;
        }
        if !self.seed.is_empty() {
            len += 1;
        }
        if self.ranked != 0 {
            len += 1;
        }
        if self.forget_at_ms != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotDraw", len)?;
        if self.sale != 0 {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if !self.seed_hash.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seedHash", pbjson::private::base64::encode(&self.seed_hash).as_str())?;
        }
        if !self.chain.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("chain", pbjson::private::base64::encode(&self.chain).as_str())?;
        }
        if self.count != 0 {
            struct_ser.serialize_field("count", &self.count)?;
        }
        if self.closed_in != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("closedIn", ToString::to_string(&self.closed_in).as_str())?;
        }
        if !self.seed.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seed", pbjson::private::base64::encode(&self.seed).as_str())?;
        }
        if self.ranked != 0 {
            struct_ser.serialize_field("ranked", &self.ranked)?;
        }
        if self.forget_at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("forgetAtMs", ToString::to_string(&self.forget_at_ms).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotDraw {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sale",
            "seed_hash",
            "seedHash",
            "chain",
            "count",
            "closed_in",
            "closedIn",
            "seed",
            "ranked",
            "forget_at_ms",
            "forgetAtMs",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sale,
            SeedHash,
            Chain,
            Count,
            ClosedIn,
            Seed,
            Ranked,
            ForgetAtMs,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sale" => Ok(GeneratedField::Sale),
                            "seedHash" | "seed_hash" => Ok(GeneratedField::SeedHash),
                            "chain" => Ok(GeneratedField::Chain),
                            "count" => Ok(GeneratedField::Count),
                            "closedIn" | "closed_in" => Ok(GeneratedField::ClosedIn),
                            "seed" => Ok(GeneratedField::Seed),
                            "ranked" => Ok(GeneratedField::Ranked),
                            "forgetAtMs" | "forget_at_ms" => Ok(GeneratedField::ForgetAtMs),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotDraw;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotDraw")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotDraw, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sale__ = None;
                let mut seed_hash__ = None;
                let mut chain__ = None;
                let mut count__ = None;
                let mut closed_in__ = None;
                let mut seed__ = None;
                let mut ranked__ = None;
                let mut forget_at_ms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::SeedHash => {
                            if seed_hash__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seedHash"));
                            }
                            seed_hash__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Chain => {
                            if chain__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chain"));
                            }
                            chain__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Count => {
                            if count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("count"));
                            }
                            count__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ClosedIn => {
                            if closed_in__.is_some() {
                                return Err(serde::de::Error::duplicate_field("closedIn"));
                            }
                            closed_in__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Seed => {
                            if seed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seed"));
                            }
                            seed__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Ranked => {
                            if ranked__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ranked"));
                            }
                            ranked__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ForgetAtMs => {
                            if forget_at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("forgetAtMs"));
                            }
                            forget_at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SnapshotDraw {
                    sale: sale__.unwrap_or_default(),
                    seed_hash: seed_hash__.unwrap_or_default(),
                    chain: chain__.unwrap_or_default(),
                    count: count__.unwrap_or_default(),
                    closed_in: closed_in__.unwrap_or_default(),
                    seed: seed__.unwrap_or_default(),
                    ranked: ranked__.unwrap_or_default(),
                    forget_at_ms: forget_at_ms__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotDraw", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotEntry {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.sale != 0 {
            len += 1;
        }
        if self.buyer != 0 {
            len += 1;
        }
        if !self.nonce.is_empty() {
            len += 1;
        }
        if self.sku != 0 {
            len += 1;
        }
        if self.quantity != 0 {
            len += 1;
        }
        if self.show != 0 {
            len += 1;
        }
        if self.listing != 0 {
            len += 1;
        }
        if self.household != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotEntry", len)?;
        if self.sale != 0 {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if self.buyer != 0 {
            struct_ser.serialize_field("buyer", &self.buyer)?;
        }
        if !self.nonce.is_empty() {
            struct_ser.serialize_field("nonce", &self.nonce)?;
        }
        if self.sku != 0 {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if self.quantity != 0 {
            struct_ser.serialize_field("quantity", &self.quantity)?;
        }
        if self.show != 0 {
            struct_ser.serialize_field("show", &self.show)?;
        }
        if self.listing != 0 {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        if self.household != 0 {
            struct_ser.serialize_field("household", &self.household)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotEntry {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sale",
            "buyer",
            "nonce",
            "sku",
            "quantity",
            "show",
            "listing",
            "household",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sale,
            Buyer,
            Nonce,
            Sku,
            Quantity,
            Show,
            Listing,
            Household,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sale" => Ok(GeneratedField::Sale),
                            "buyer" => Ok(GeneratedField::Buyer),
                            "nonce" => Ok(GeneratedField::Nonce),
                            "sku" => Ok(GeneratedField::Sku),
                            "quantity" => Ok(GeneratedField::Quantity),
                            "show" => Ok(GeneratedField::Show),
                            "listing" => Ok(GeneratedField::Listing),
                            "household" => Ok(GeneratedField::Household),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotEntry;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotEntry")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotEntry, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sale__ = None;
                let mut buyer__ = None;
                let mut nonce__ = None;
                let mut sku__ = None;
                let mut quantity__ = None;
                let mut show__ = None;
                let mut listing__ = None;
                let mut household__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Buyer => {
                            if buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyer"));
                            }
                            buyer__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Nonce => {
                            if nonce__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nonce"));
                            }
                            nonce__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Quantity => {
                            if quantity__.is_some() {
                                return Err(serde::de::Error::duplicate_field("quantity"));
                            }
                            quantity__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Household => {
                            if household__.is_some() {
                                return Err(serde::de::Error::duplicate_field("household"));
                            }
                            household__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SnapshotEntry {
                    sale: sale__.unwrap_or_default(),
                    buyer: buyer__.unwrap_or_default(),
                    nonce: nonce__.unwrap_or_default(),
                    sku: sku__.unwrap_or_default(),
                    quantity: quantity__.unwrap_or_default(),
                    show: show__.unwrap_or_default(),
                    listing: listing__.unwrap_or_default(),
                    household: household__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotEntry", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotExtra {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.counter != 0 {
            len += 1;
        }
        if self.household != 0 {
            len += 1;
        }
        if self.price_version != 0 {
            len += 1;
        }
        if self.payment.is_some() {
            len += 1;
        }
        if self.extensions != 0 {
            len += 1;
        }
        if self.rest_of != 0 {
            len += 1;
        }
        if !self.original.is_empty() {
            len += 1;
        }
        if self.committed.is_some() {
            len += 1;
        }
        if !self.returned.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotExtra", len)?;
        if self.counter != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("counter", ToString::to_string(&self.counter).as_str())?;
        }
        if self.household != 0 {
            struct_ser.serialize_field("household", &self.household)?;
        }
        if self.price_version != 0 {
            struct_ser.serialize_field("priceVersion", &self.price_version)?;
        }
        if let Some(v) = self.payment.as_ref() {
            struct_ser.serialize_field("payment", v)?;
        }
        if self.extensions != 0 {
            struct_ser.serialize_field("extensions", &self.extensions)?;
        }
        if self.rest_of != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("restOf", ToString::to_string(&self.rest_of).as_str())?;
        }
        if !self.original.is_empty() {
            struct_ser.serialize_field("original", &self.original)?;
        }
        if let Some(v) = self.committed.as_ref() {
            struct_ser.serialize_field("committed", v)?;
        }
        if !self.returned.is_empty() {
            struct_ser.serialize_field("returned", &self.returned)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotExtra {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "counter",
            "household",
            "price_version",
            "priceVersion",
            "payment",
            "extensions",
            "rest_of",
            "restOf",
            "original",
            "committed",
            "returned",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Counter,
            Household,
            PriceVersion,
            Payment,
            Extensions,
            RestOf,
            Original,
            Committed,
            Returned,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "counter" => Ok(GeneratedField::Counter),
                            "household" => Ok(GeneratedField::Household),
                            "priceVersion" | "price_version" => Ok(GeneratedField::PriceVersion),
                            "payment" => Ok(GeneratedField::Payment),
                            "extensions" => Ok(GeneratedField::Extensions),
                            "restOf" | "rest_of" => Ok(GeneratedField::RestOf),
                            "original" => Ok(GeneratedField::Original),
                            "committed" => Ok(GeneratedField::Committed),
                            "returned" => Ok(GeneratedField::Returned),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotExtra;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotExtra")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotExtra, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut counter__ = None;
                let mut household__ = None;
                let mut price_version__ = None;
                let mut payment__ = None;
                let mut extensions__ = None;
                let mut rest_of__ = None;
                let mut original__ = None;
                let mut committed__ = None;
                let mut returned__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Counter => {
                            if counter__.is_some() {
                                return Err(serde::de::Error::duplicate_field("counter"));
                            }
                            counter__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Household => {
                            if household__.is_some() {
                                return Err(serde::de::Error::duplicate_field("household"));
                            }
                            household__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PriceVersion => {
                            if price_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("priceVersion"));
                            }
                            price_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Payment => {
                            if payment__.is_some() {
                                return Err(serde::de::Error::duplicate_field("payment"));
                            }
                            payment__ = map_.next_value()?;
                        }
                        GeneratedField::Extensions => {
                            if extensions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("extensions"));
                            }
                            extensions__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::RestOf => {
                            if rest_of__.is_some() {
                                return Err(serde::de::Error::duplicate_field("restOf"));
                            }
                            rest_of__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Original => {
                            if original__.is_some() {
                                return Err(serde::de::Error::duplicate_field("original"));
                            }
                            original__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Committed => {
                            if committed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("committed"));
                            }
                            committed__ = map_.next_value()?;
                        }
                        GeneratedField::Returned => {
                            if returned__.is_some() {
                                return Err(serde::de::Error::duplicate_field("returned"));
                            }
                            returned__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(SnapshotExtra {
                    counter: counter__.unwrap_or_default(),
                    household: household__.unwrap_or_default(),
                    price_version: price_version__.unwrap_or_default(),
                    payment: payment__,
                    extensions: extensions__.unwrap_or_default(),
                    rest_of: rest_of__.unwrap_or_default(),
                    original: original__.unwrap_or_default(),
                    committed: committed__,
                    returned: returned__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotExtra", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotGroup {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.sale != 0 {
            len += 1;
        }
        if self.opener != 0 {
            len += 1;
        }
        if self.ends_ms != 0 {
            len += 1;
        }
        if self.state != 0 {
            len += 1;
        }
        if self.buyers != 0 {
            len += 1;
        }
        if self.unlocked != 0 {
            len += 1;
        }
        if self.settled != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotGroup", len)?;
        if self.sale != 0 {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if self.opener != 0 {
            struct_ser.serialize_field("opener", &self.opener)?;
        }
        if self.ends_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("endsMs", ToString::to_string(&self.ends_ms).as_str())?;
        }
        if self.state != 0 {
            let v = GroupState::try_from(self.state)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.state)))?;
            struct_ser.serialize_field("state", &v)?;
        }
        if self.buyers != 0 {
            struct_ser.serialize_field("buyers", &self.buyers)?;
        }
        if self.unlocked != 0 {
            struct_ser.serialize_field("unlocked", &self.unlocked)?;
        }
        if self.settled != 0 {
            struct_ser.serialize_field("settled", &self.settled)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotGroup {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sale",
            "opener",
            "ends_ms",
            "endsMs",
            "state",
            "buyers",
            "unlocked",
            "settled",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sale,
            Opener,
            EndsMs,
            State,
            Buyers,
            Unlocked,
            Settled,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sale" => Ok(GeneratedField::Sale),
                            "opener" => Ok(GeneratedField::Opener),
                            "endsMs" | "ends_ms" => Ok(GeneratedField::EndsMs),
                            "state" => Ok(GeneratedField::State),
                            "buyers" => Ok(GeneratedField::Buyers),
                            "unlocked" => Ok(GeneratedField::Unlocked),
                            "settled" => Ok(GeneratedField::Settled),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotGroup;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotGroup")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotGroup, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sale__ = None;
                let mut opener__ = None;
                let mut ends_ms__ = None;
                let mut state__ = None;
                let mut buyers__ = None;
                let mut unlocked__ = None;
                let mut settled__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Opener => {
                            if opener__.is_some() {
                                return Err(serde::de::Error::duplicate_field("opener"));
                            }
                            opener__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::EndsMs => {
                            if ends_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("endsMs"));
                            }
                            ends_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value::<GroupState>()? as i32);
                        }
                        GeneratedField::Buyers => {
                            if buyers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyers"));
                            }
                            buyers__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Unlocked => {
                            if unlocked__.is_some() {
                                return Err(serde::de::Error::duplicate_field("unlocked"));
                            }
                            unlocked__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Settled => {
                            if settled__.is_some() {
                                return Err(serde::de::Error::duplicate_field("settled"));
                            }
                            settled__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SnapshotGroup {
                    sale: sale__.unwrap_or_default(),
                    opener: opener__.unwrap_or_default(),
                    ends_ms: ends_ms__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    buyers: buyers__.unwrap_or_default(),
                    unlocked: unlocked__.unwrap_or_default(),
                    settled: settled__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotGroup", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotHead {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.shard != 0 {
            len += 1;
        }
        if self.epoch != 0 {
            len += 1;
        }
        if self.seq != 0 {
            len += 1;
        }
        if self.time_ms != 0 {
            len += 1;
        }
        if self.next_reservation != 0 {
            len += 1;
        }
        if self.extension_ms != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotHead", len)?;
        if self.shard != 0 {
            struct_ser.serialize_field("shard", &self.shard)?;
        }
        if self.epoch != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("epoch", ToString::to_string(&self.epoch).as_str())?;
        }
        if self.seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seq", ToString::to_string(&self.seq).as_str())?;
        }
        if self.time_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("timeMs", ToString::to_string(&self.time_ms).as_str())?;
        }
        if self.next_reservation != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("nextReservation", ToString::to_string(&self.next_reservation).as_str())?;
        }
        if self.extension_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("extensionMs", ToString::to_string(&self.extension_ms).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotHead {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "shard",
            "epoch",
            "seq",
            "time_ms",
            "timeMs",
            "next_reservation",
            "nextReservation",
            "extension_ms",
            "extensionMs",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Shard,
            Epoch,
            Seq,
            TimeMs,
            NextReservation,
            ExtensionMs,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "shard" => Ok(GeneratedField::Shard),
                            "epoch" => Ok(GeneratedField::Epoch),
                            "seq" => Ok(GeneratedField::Seq),
                            "timeMs" | "time_ms" => Ok(GeneratedField::TimeMs),
                            "nextReservation" | "next_reservation" => Ok(GeneratedField::NextReservation),
                            "extensionMs" | "extension_ms" => Ok(GeneratedField::ExtensionMs),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotHead;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotHead")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotHead, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut shard__ = None;
                let mut epoch__ = None;
                let mut seq__ = None;
                let mut time_ms__ = None;
                let mut next_reservation__ = None;
                let mut extension_ms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Shard => {
                            if shard__.is_some() {
                                return Err(serde::de::Error::duplicate_field("shard"));
                            }
                            shard__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Seq => {
                            if seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seq"));
                            }
                            seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::TimeMs => {
                            if time_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timeMs"));
                            }
                            time_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::NextReservation => {
                            if next_reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nextReservation"));
                            }
                            next_reservation__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ExtensionMs => {
                            if extension_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("extensionMs"));
                            }
                            extension_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SnapshotHead {
                    shard: shard__.unwrap_or_default(),
                    epoch: epoch__.unwrap_or_default(),
                    seq: seq__.unwrap_or_default(),
                    time_ms: time_ms__.unwrap_or_default(),
                    next_reservation: next_reservation__.unwrap_or_default(),
                    extension_ms: extension_ms__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotHead", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotKey {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.high != 0 {
            len += 1;
        }
        if self.low != 0 {
            len += 1;
        }
        if self.caller != 0 {
            len += 1;
        }
        if self.fingerprint != 0 {
            len += 1;
        }
        if self.epoch != 0 {
            len += 1;
        }
        if self.seq != 0 {
            len += 1;
        }
        if self.reply.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotKey", len)?;
        if self.high != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("high", ToString::to_string(&self.high).as_str())?;
        }
        if self.low != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("low", ToString::to_string(&self.low).as_str())?;
        }
        if self.caller != 0 {
            struct_ser.serialize_field("caller", &self.caller)?;
        }
        if self.fingerprint != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("fingerprint", ToString::to_string(&self.fingerprint).as_str())?;
        }
        if self.epoch != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("epoch", ToString::to_string(&self.epoch).as_str())?;
        }
        if self.seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seq", ToString::to_string(&self.seq).as_str())?;
        }
        if let Some(v) = self.reply.as_ref() {
            match v {
                snapshot_key::Reply::Held(v) => {
                    #[allow(clippy::needless_borrow)]
                    #[allow(clippy::needless_borrows_for_generic_args)]
                    struct_ser.serialize_field("held", ToString::to_string(&v).as_str())?;
                }
                snapshot_key::Reply::SoldOut(v) => {
                    struct_ser.serialize_field("soldOut", v)?;
                }
                snapshot_key::Reply::Limit(v) => {
                    struct_ser.serialize_field("limit", v)?;
                }
                snapshot_key::Reply::NotOpen(v) => {
                    struct_ser.serialize_field("notOpen", v)?;
                }
                snapshot_key::Reply::Committed(v) => {
                    #[allow(clippy::needless_borrow)]
                    #[allow(clippy::needless_borrows_for_generic_args)]
                    struct_ser.serialize_field("committed", ToString::to_string(&v).as_str())?;
                }
                snapshot_key::Reply::Released(v) => {
                    #[allow(clippy::needless_borrow)]
                    #[allow(clippy::needless_borrows_for_generic_args)]
                    struct_ser.serialize_field("released", ToString::to_string(&v).as_str())?;
                }
                snapshot_key::Reply::Expired(v) => {
                    #[allow(clippy::needless_borrow)]
                    #[allow(clippy::needless_borrows_for_generic_args)]
                    struct_ser.serialize_field("expired", ToString::to_string(&v).as_str())?;
                }
                snapshot_key::Reply::ExpiredNow(v) => {
                    #[allow(clippy::needless_borrow)]
                    #[allow(clippy::needless_borrows_for_generic_args)]
                    struct_ser.serialize_field("expiredNow", ToString::to_string(&v).as_str())?;
                }
                snapshot_key::Reply::Stock(v) => {
                    struct_ser.serialize_field("stock", v)?;
                }
                snapshot_key::Reply::Sale(v) => {
                    struct_ser.serialize_field("sale", v)?;
                }
                snapshot_key::Reply::Wrong(v) => {
                    let v = SnapshotRefusal::try_from(*v)
                        .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", *v)))?;
                    struct_ser.serialize_field("wrong", &v)?;
                }
                snapshot_key::Reply::Rare(v) => {
                    struct_ser.serialize_field("rare", v)?;
                }
                snapshot_key::Reply::Waiting(v) => {
                    struct_ser.serialize_field("waiting", v)?;
                }
                snapshot_key::Reply::Left(v) => {
                    struct_ser.serialize_field("left", v)?;
                }
                snapshot_key::Reply::Paused(v) => {
                    struct_ser.serialize_field("paused", v)?;
                }
                snapshot_key::Reply::Entered(v) => {
                    struct_ser.serialize_field("entered", v)?;
                }
                snapshot_key::Reply::Grouped(v) => {
                    #[allow(clippy::needless_borrow)]
                    #[allow(clippy::needless_borrows_for_generic_args)]
                    struct_ser.serialize_field("grouped", ToString::to_string(&v).as_str())?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotKey {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "high",
            "low",
            "caller",
            "fingerprint",
            "epoch",
            "seq",
            "held",
            "sold_out",
            "soldOut",
            "limit",
            "not_open",
            "notOpen",
            "committed",
            "released",
            "expired",
            "expired_now",
            "expiredNow",
            "stock",
            "sale",
            "wrong",
            "rare",
            "waiting",
            "left",
            "paused",
            "entered",
            "grouped",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            High,
            Low,
            Caller,
            Fingerprint,
            Epoch,
            Seq,
            Held,
            SoldOut,
            Limit,
            NotOpen,
            Committed,
            Released,
            Expired,
            ExpiredNow,
            Stock,
            Sale,
            Wrong,
            Rare,
            Waiting,
            Left,
            Paused,
            Entered,
            Grouped,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "high" => Ok(GeneratedField::High),
                            "low" => Ok(GeneratedField::Low),
                            "caller" => Ok(GeneratedField::Caller),
                            "fingerprint" => Ok(GeneratedField::Fingerprint),
                            "epoch" => Ok(GeneratedField::Epoch),
                            "seq" => Ok(GeneratedField::Seq),
                            "held" => Ok(GeneratedField::Held),
                            "soldOut" | "sold_out" => Ok(GeneratedField::SoldOut),
                            "limit" => Ok(GeneratedField::Limit),
                            "notOpen" | "not_open" => Ok(GeneratedField::NotOpen),
                            "committed" => Ok(GeneratedField::Committed),
                            "released" => Ok(GeneratedField::Released),
                            "expired" => Ok(GeneratedField::Expired),
                            "expiredNow" | "expired_now" => Ok(GeneratedField::ExpiredNow),
                            "stock" => Ok(GeneratedField::Stock),
                            "sale" => Ok(GeneratedField::Sale),
                            "wrong" => Ok(GeneratedField::Wrong),
                            "rare" => Ok(GeneratedField::Rare),
                            "waiting" => Ok(GeneratedField::Waiting),
                            "left" => Ok(GeneratedField::Left),
                            "paused" => Ok(GeneratedField::Paused),
                            "entered" => Ok(GeneratedField::Entered),
                            "grouped" => Ok(GeneratedField::Grouped),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotKey;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotKey")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotKey, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut high__ = None;
                let mut low__ = None;
                let mut caller__ = None;
                let mut fingerprint__ = None;
                let mut epoch__ = None;
                let mut seq__ = None;
                let mut reply__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::High => {
                            if high__.is_some() {
                                return Err(serde::de::Error::duplicate_field("high"));
                            }
                            high__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Low => {
                            if low__.is_some() {
                                return Err(serde::de::Error::duplicate_field("low"));
                            }
                            low__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Caller => {
                            if caller__.is_some() {
                                return Err(serde::de::Error::duplicate_field("caller"));
                            }
                            caller__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Fingerprint => {
                            if fingerprint__.is_some() {
                                return Err(serde::de::Error::duplicate_field("fingerprint"));
                            }
                            fingerprint__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Seq => {
                            if seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seq"));
                            }
                            seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Held => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("held"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| snapshot_key::Reply::Held(x.0));
                        }
                        GeneratedField::SoldOut => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("soldOut"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| snapshot_key::Reply::SoldOut(x.0));
                        }
                        GeneratedField::Limit => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limit"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| snapshot_key::Reply::Limit(x.0));
                        }
                        GeneratedField::NotOpen => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("notOpen"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_key::Reply::NotOpen);
                        }
                        GeneratedField::Committed => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("committed"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| snapshot_key::Reply::Committed(x.0));
                        }
                        GeneratedField::Released => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("released"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| snapshot_key::Reply::Released(x.0));
                        }
                        GeneratedField::Expired => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expired"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| snapshot_key::Reply::Expired(x.0));
                        }
                        GeneratedField::ExpiredNow => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expiredNow"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| snapshot_key::Reply::ExpiredNow(x.0));
                        }
                        GeneratedField::Stock => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stock"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_key::Reply::Stock)
;
                        }
                        GeneratedField::Sale => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_key::Reply::Sale)
;
                        }
                        GeneratedField::Wrong => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("wrong"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<SnapshotRefusal>>()?.map(|x| snapshot_key::Reply::Wrong(x as i32));
                        }
                        GeneratedField::Rare => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rare"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_key::Reply::Rare)
;
                        }
                        GeneratedField::Waiting => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("waiting"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| snapshot_key::Reply::Waiting(x.0));
                        }
                        GeneratedField::Left => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("left"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_key::Reply::Left);
                        }
                        GeneratedField::Paused => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("paused"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_key::Reply::Paused);
                        }
                        GeneratedField::Entered => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("entered"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| snapshot_key::Reply::Entered(x.0));
                        }
                        GeneratedField::Grouped => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("grouped"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| snapshot_key::Reply::Grouped(x.0));
                        }
                    }
                }
                Ok(SnapshotKey {
                    high: high__.unwrap_or_default(),
                    low: low__.unwrap_or_default(),
                    caller: caller__.unwrap_or_default(),
                    fingerprint: fingerprint__.unwrap_or_default(),
                    epoch: epoch__.unwrap_or_default(),
                    seq: seq__.unwrap_or_default(),
                    reply: reply__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotKey", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotLabel {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.scope != 0 {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotLabel", len)?;
        if self.scope != 0 {
            struct_ser.serialize_field("scope", &self.scope)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotLabel {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "scope",
            "name",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Scope,
            Name,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "scope" => Ok(GeneratedField::Scope),
                            "name" => Ok(GeneratedField::Name),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotLabel;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotLabel")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotLabel, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut scope__ = None;
                let mut name__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Scope => {
                            if scope__.is_some() {
                                return Err(serde::de::Error::duplicate_field("scope"));
                            }
                            scope__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(SnapshotLabel {
                    scope: scope__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotLabel", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotLine {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.sku != 0 {
            len += 1;
        }
        if self.quantity != 0 {
            len += 1;
        }
        if self.unit_price.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotLine", len)?;
        if self.sku != 0 {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if self.quantity != 0 {
            struct_ser.serialize_field("quantity", &self.quantity)?;
        }
        if let Some(v) = self.unit_price.as_ref() {
            struct_ser.serialize_field("unitPrice", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotLine {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sku",
            "quantity",
            "unit_price",
            "unitPrice",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sku,
            Quantity,
            UnitPrice,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sku" => Ok(GeneratedField::Sku),
                            "quantity" => Ok(GeneratedField::Quantity),
                            "unitPrice" | "unit_price" => Ok(GeneratedField::UnitPrice),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotLine;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotLine")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotLine, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sku__ = None;
                let mut quantity__ = None;
                let mut unit_price__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Quantity => {
                            if quantity__.is_some() {
                                return Err(serde::de::Error::duplicate_field("quantity"));
                            }
                            quantity__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::UnitPrice => {
                            if unit_price__.is_some() {
                                return Err(serde::de::Error::duplicate_field("unitPrice"));
                            }
                            unit_price__ = map_.next_value()?;
                        }
                    }
                }
                Ok(SnapshotLine {
                    sku: sku__.unwrap_or_default(),
                    quantity: quantity__.unwrap_or_default(),
                    unit_price: unit_price__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotLine", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotPart {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.part.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotPart", len)?;
        if let Some(v) = self.part.as_ref() {
            match v {
                snapshot_part::Part::Head(v) => {
                    struct_ser.serialize_field("head", v)?;
                }
                snapshot_part::Part::Merchant(v) => {
                    struct_ser.serialize_field("merchant", v)?;
                }
                snapshot_part::Part::Label(v) => {
                    struct_ser.serialize_field("label", v)?;
                }
                snapshot_part::Part::Sku(v) => {
                    struct_ser.serialize_field("sku", v)?;
                }
                snapshot_part::Part::Sale(v) => {
                    struct_ser.serialize_field("sale", v)?;
                }
                snapshot_part::Part::Units(v) => {
                    struct_ser.serialize_field("units", v)?;
                }
                snapshot_part::Part::Reservation(v) => {
                    struct_ser.serialize_field("reservation", v)?;
                }
                snapshot_part::Part::Key(v) => {
                    struct_ser.serialize_field("key", v)?;
                }
                snapshot_part::Part::Waitlist(v) => {
                    struct_ser.serialize_field("waitlist", v)?;
                }
                snapshot_part::Part::Place(v) => {
                    struct_ser.serialize_field("place", v)?;
                }
                snapshot_part::Part::Extra(v) => {
                    struct_ser.serialize_field("extra", v)?;
                }
                snapshot_part::Part::Draw(v) => {
                    struct_ser.serialize_field("draw", v)?;
                }
                snapshot_part::Part::Entry(v) => {
                    struct_ser.serialize_field("entry", v)?;
                }
                snapshot_part::Part::Terms(v) => {
                    struct_ser.serialize_field("terms", v)?;
                }
                snapshot_part::Part::Group(v) => {
                    struct_ser.serialize_field("group", v)?;
                }
                snapshot_part::Part::Member(v) => {
                    #[allow(clippy::needless_borrow)]
                    #[allow(clippy::needless_borrows_for_generic_args)]
                    struct_ser.serialize_field("member", ToString::to_string(&v).as_str())?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotPart {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "head",
            "merchant",
            "label",
            "sku",
            "sale",
            "units",
            "reservation",
            "key",
            "waitlist",
            "place",
            "extra",
            "draw",
            "entry",
            "terms",
            "group",
            "member",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Head,
            Merchant,
            Label,
            Sku,
            Sale,
            Units,
            Reservation,
            Key,
            Waitlist,
            Place,
            Extra,
            Draw,
            Entry,
            Terms,
            Group,
            Member,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "head" => Ok(GeneratedField::Head),
                            "merchant" => Ok(GeneratedField::Merchant),
                            "label" => Ok(GeneratedField::Label),
                            "sku" => Ok(GeneratedField::Sku),
                            "sale" => Ok(GeneratedField::Sale),
                            "units" => Ok(GeneratedField::Units),
                            "reservation" => Ok(GeneratedField::Reservation),
                            "key" => Ok(GeneratedField::Key),
                            "waitlist" => Ok(GeneratedField::Waitlist),
                            "place" => Ok(GeneratedField::Place),
                            "extra" => Ok(GeneratedField::Extra),
                            "draw" => Ok(GeneratedField::Draw),
                            "entry" => Ok(GeneratedField::Entry),
                            "terms" => Ok(GeneratedField::Terms),
                            "group" => Ok(GeneratedField::Group),
                            "member" => Ok(GeneratedField::Member),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotPart;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotPart")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotPart, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut part__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Head => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("head"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_part::Part::Head)
;
                        }
                        GeneratedField::Merchant => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_part::Part::Merchant);
                        }
                        GeneratedField::Label => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("label"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_part::Part::Label)
;
                        }
                        GeneratedField::Sku => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_part::Part::Sku)
;
                        }
                        GeneratedField::Sale => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_part::Part::Sale)
;
                        }
                        GeneratedField::Units => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("units"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_part::Part::Units)
;
                        }
                        GeneratedField::Reservation => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_part::Part::Reservation)
;
                        }
                        GeneratedField::Key => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_part::Part::Key)
;
                        }
                        GeneratedField::Waitlist => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("waitlist"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_part::Part::Waitlist)
;
                        }
                        GeneratedField::Place => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("place"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_part::Part::Place)
;
                        }
                        GeneratedField::Extra => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("extra"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_part::Part::Extra)
;
                        }
                        GeneratedField::Draw => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("draw"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_part::Part::Draw)
;
                        }
                        GeneratedField::Entry => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("entry"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_part::Part::Entry)
;
                        }
                        GeneratedField::Terms => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("terms"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_part::Part::Terms)
;
                        }
                        GeneratedField::Group => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("group"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(snapshot_part::Part::Group)
;
                        }
                        GeneratedField::Member => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("member"));
                            }
                            part__ = map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| snapshot_part::Part::Member(x.0));
                        }
                    }
                }
                Ok(SnapshotPart {
                    part: part__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotPart", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotPlace {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.sale != 0 {
            len += 1;
        }
        if self.buyer != 0 {
            len += 1;
        }
        if self.sku != 0 {
            len += 1;
        }
        if self.quantity != 0 {
            len += 1;
        }
        if self.show != 0 {
            len += 1;
        }
        if self.listing != 0 {
            len += 1;
        }
        if self.ticket_high != 0 {
            len += 1;
        }
        if self.ticket_low != 0 {
            len += 1;
        }
        if self.number != 0 {
            len += 1;
        }
        if self.household != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotPlace", len)?;
        if self.sale != 0 {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if self.buyer != 0 {
            struct_ser.serialize_field("buyer", &self.buyer)?;
        }
        if self.sku != 0 {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if self.quantity != 0 {
            struct_ser.serialize_field("quantity", &self.quantity)?;
        }
        if self.show != 0 {
            struct_ser.serialize_field("show", &self.show)?;
        }
        if self.listing != 0 {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        if self.ticket_high != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("ticketHigh", ToString::to_string(&self.ticket_high).as_str())?;
        }
        if self.ticket_low != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("ticketLow", ToString::to_string(&self.ticket_low).as_str())?;
        }
        if self.number != 0 {
            struct_ser.serialize_field("number", &self.number)?;
        }
        if self.household != 0 {
            struct_ser.serialize_field("household", &self.household)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotPlace {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sale",
            "buyer",
            "sku",
            "quantity",
            "show",
            "listing",
            "ticket_high",
            "ticketHigh",
            "ticket_low",
            "ticketLow",
            "number",
            "household",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sale,
            Buyer,
            Sku,
            Quantity,
            Show,
            Listing,
            TicketHigh,
            TicketLow,
            Number,
            Household,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sale" => Ok(GeneratedField::Sale),
                            "buyer" => Ok(GeneratedField::Buyer),
                            "sku" => Ok(GeneratedField::Sku),
                            "quantity" => Ok(GeneratedField::Quantity),
                            "show" => Ok(GeneratedField::Show),
                            "listing" => Ok(GeneratedField::Listing),
                            "ticketHigh" | "ticket_high" => Ok(GeneratedField::TicketHigh),
                            "ticketLow" | "ticket_low" => Ok(GeneratedField::TicketLow),
                            "number" => Ok(GeneratedField::Number),
                            "household" => Ok(GeneratedField::Household),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotPlace;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotPlace")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotPlace, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sale__ = None;
                let mut buyer__ = None;
                let mut sku__ = None;
                let mut quantity__ = None;
                let mut show__ = None;
                let mut listing__ = None;
                let mut ticket_high__ = None;
                let mut ticket_low__ = None;
                let mut number__ = None;
                let mut household__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Buyer => {
                            if buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyer"));
                            }
                            buyer__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Quantity => {
                            if quantity__.is_some() {
                                return Err(serde::de::Error::duplicate_field("quantity"));
                            }
                            quantity__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::TicketHigh => {
                            if ticket_high__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ticketHigh"));
                            }
                            ticket_high__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::TicketLow => {
                            if ticket_low__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ticketLow"));
                            }
                            ticket_low__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Number => {
                            if number__.is_some() {
                                return Err(serde::de::Error::duplicate_field("number"));
                            }
                            number__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Household => {
                            if household__.is_some() {
                                return Err(serde::de::Error::duplicate_field("household"));
                            }
                            household__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SnapshotPlace {
                    sale: sale__.unwrap_or_default(),
                    buyer: buyer__.unwrap_or_default(),
                    sku: sku__.unwrap_or_default(),
                    quantity: quantity__.unwrap_or_default(),
                    show: show__.unwrap_or_default(),
                    listing: listing__.unwrap_or_default(),
                    ticket_high: ticket_high__.unwrap_or_default(),
                    ticket_low: ticket_low__.unwrap_or_default(),
                    number: number__.unwrap_or_default(),
                    household: household__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotPlace", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotRare {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.outcome != 0 {
            len += 1;
        }
        if self.stock.is_some() {
            len += 1;
        }
        if !self.shortfalls.is_empty() {
            len += 1;
        }
        if self.more_shortfalls != 0 {
            len += 1;
        }
        if self.sale.is_some() {
            len += 1;
        }
        if self.reservation.is_some() {
            len += 1;
        }
        if self.rest.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotRare", len)?;
        if self.outcome != 0 {
            let v = Outcome::try_from(self.outcome)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.outcome)))?;
            struct_ser.serialize_field("outcome", &v)?;
        }
        if let Some(v) = self.stock.as_ref() {
            struct_ser.serialize_field("stock", v)?;
        }
        if !self.shortfalls.is_empty() {
            struct_ser.serialize_field("shortfalls", &self.shortfalls)?;
        }
        if self.more_shortfalls != 0 {
            struct_ser.serialize_field("moreShortfalls", &self.more_shortfalls)?;
        }
        if let Some(v) = self.sale.as_ref() {
            struct_ser.serialize_field("sale", v)?;
        }
        if let Some(v) = self.reservation.as_ref() {
            struct_ser.serialize_field("reservation", v)?;
        }
        if let Some(v) = self.rest.as_ref() {
            struct_ser.serialize_field("rest", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotRare {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "outcome",
            "stock",
            "shortfalls",
            "more_shortfalls",
            "moreShortfalls",
            "sale",
            "reservation",
            "rest",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Outcome,
            Stock,
            Shortfalls,
            MoreShortfalls,
            Sale,
            Reservation,
            Rest,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "outcome" => Ok(GeneratedField::Outcome),
                            "stock" => Ok(GeneratedField::Stock),
                            "shortfalls" => Ok(GeneratedField::Shortfalls),
                            "moreShortfalls" | "more_shortfalls" => Ok(GeneratedField::MoreShortfalls),
                            "sale" => Ok(GeneratedField::Sale),
                            "reservation" => Ok(GeneratedField::Reservation),
                            "rest" => Ok(GeneratedField::Rest),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotRare;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotRare")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotRare, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut outcome__ = None;
                let mut stock__ = None;
                let mut shortfalls__ = None;
                let mut more_shortfalls__ = None;
                let mut sale__ = None;
                let mut reservation__ = None;
                let mut rest__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Outcome => {
                            if outcome__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outcome"));
                            }
                            outcome__ = Some(map_.next_value::<Outcome>()? as i32);
                        }
                        GeneratedField::Stock => {
                            if stock__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stock"));
                            }
                            stock__ = map_.next_value()?;
                        }
                        GeneratedField::Shortfalls => {
                            if shortfalls__.is_some() {
                                return Err(serde::de::Error::duplicate_field("shortfalls"));
                            }
                            shortfalls__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MoreShortfalls => {
                            if more_shortfalls__.is_some() {
                                return Err(serde::de::Error::duplicate_field("moreShortfalls"));
                            }
                            more_shortfalls__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = map_.next_value()?;
                        }
                        GeneratedField::Reservation => {
                            if reservation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reservation"));
                            }
                            reservation__ = map_.next_value()?;
                        }
                        GeneratedField::Rest => {
                            if rest__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rest"));
                            }
                            rest__ = map_.next_value()?;
                        }
                    }
                }
                Ok(SnapshotRare {
                    outcome: outcome__.unwrap_or_default(),
                    stock: stock__,
                    shortfalls: shortfalls__.unwrap_or_default(),
                    more_shortfalls: more_shortfalls__.unwrap_or_default(),
                    sale: sale__,
                    reservation: reservation__,
                    rest: rest__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotRare", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotRefusal {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "SNAPSHOT_REFUSAL_UNSPECIFIED",
            Self::SkuNotFound => "SNAPSHOT_REFUSAL_SKU_NOT_FOUND",
            Self::SaleNotFound => "SNAPSHOT_REFUSAL_SALE_NOT_FOUND",
            Self::ReservationNotFound => "SNAPSHOT_REFUSAL_RESERVATION_NOT_FOUND",
            Self::SkuNotInSale => "SNAPSHOT_REFUSAL_SKU_NOT_IN_SALE",
            Self::SaleExists => "SNAPSHOT_REFUSAL_SALE_EXISTS",
            Self::SaleWrongState => "SNAPSHOT_REFUSAL_SALE_WRONG_STATE",
            Self::AlreadyCommitted => "SNAPSHOT_REFUSAL_ALREADY_COMMITTED",
            Self::AlreadyReleased => "SNAPSHOT_REFUSAL_ALREADY_RELEASED",
            Self::TooManyUnits => "SNAPSHOT_REFUSAL_TOO_MANY_UNITS",
            Self::TotalTooBig => "SNAPSHOT_REFUSAL_TOTAL_TOO_BIG",
            Self::NotOnHand => "SNAPSHOT_REFUSAL_NOT_ON_HAND",
            Self::NotSold => "SNAPSHOT_REFUSAL_NOT_SOLD",
            Self::NoOrder => "SNAPSHOT_REFUSAL_NO_ORDER",
            Self::NoWaitlist => "SNAPSHOT_REFUSAL_NO_WAITLIST",
            Self::PaymentReference => "SNAPSHOT_REFUSAL_PAYMENT_REFERENCE",
            Self::HouseholdNeeded => "SNAPSHOT_REFUSAL_HOUSEHOLD_NEEDED",
            Self::NoDraw => "SNAPSHOT_REFUSAL_NO_DRAW",
            Self::NoGroups => "SNAPSHOT_REFUSAL_NO_GROUPS",
            Self::GroupNotFound => "SNAPSHOT_REFUSAL_GROUP_NOT_FOUND",
            Self::WholeInGroup => "SNAPSHOT_REFUSAL_WHOLE_IN_GROUP",
            Self::AlreadyCancelled => "SNAPSHOT_REFUSAL_ALREADY_CANCELLED",
            Self::NotInReservation => "SNAPSHOT_REFUSAL_NOT_IN_RESERVATION",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotRefusal {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "SNAPSHOT_REFUSAL_UNSPECIFIED",
            "SNAPSHOT_REFUSAL_SKU_NOT_FOUND",
            "SNAPSHOT_REFUSAL_SALE_NOT_FOUND",
            "SNAPSHOT_REFUSAL_RESERVATION_NOT_FOUND",
            "SNAPSHOT_REFUSAL_SKU_NOT_IN_SALE",
            "SNAPSHOT_REFUSAL_SALE_EXISTS",
            "SNAPSHOT_REFUSAL_SALE_WRONG_STATE",
            "SNAPSHOT_REFUSAL_ALREADY_COMMITTED",
            "SNAPSHOT_REFUSAL_ALREADY_RELEASED",
            "SNAPSHOT_REFUSAL_TOO_MANY_UNITS",
            "SNAPSHOT_REFUSAL_TOTAL_TOO_BIG",
            "SNAPSHOT_REFUSAL_NOT_ON_HAND",
            "SNAPSHOT_REFUSAL_NOT_SOLD",
            "SNAPSHOT_REFUSAL_NO_ORDER",
            "SNAPSHOT_REFUSAL_NO_WAITLIST",
            "SNAPSHOT_REFUSAL_PAYMENT_REFERENCE",
            "SNAPSHOT_REFUSAL_HOUSEHOLD_NEEDED",
            "SNAPSHOT_REFUSAL_NO_DRAW",
            "SNAPSHOT_REFUSAL_NO_GROUPS",
            "SNAPSHOT_REFUSAL_GROUP_NOT_FOUND",
            "SNAPSHOT_REFUSAL_WHOLE_IN_GROUP",
            "SNAPSHOT_REFUSAL_ALREADY_CANCELLED",
            "SNAPSHOT_REFUSAL_NOT_IN_RESERVATION",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = SnapshotRefusal;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "SNAPSHOT_REFUSAL_UNSPECIFIED" => Ok(SnapshotRefusal::Unspecified),
                    "SNAPSHOT_REFUSAL_SKU_NOT_FOUND" => Ok(SnapshotRefusal::SkuNotFound),
                    "SNAPSHOT_REFUSAL_SALE_NOT_FOUND" => Ok(SnapshotRefusal::SaleNotFound),
                    "SNAPSHOT_REFUSAL_RESERVATION_NOT_FOUND" => Ok(SnapshotRefusal::ReservationNotFound),
                    "SNAPSHOT_REFUSAL_SKU_NOT_IN_SALE" => Ok(SnapshotRefusal::SkuNotInSale),
                    "SNAPSHOT_REFUSAL_SALE_EXISTS" => Ok(SnapshotRefusal::SaleExists),
                    "SNAPSHOT_REFUSAL_SALE_WRONG_STATE" => Ok(SnapshotRefusal::SaleWrongState),
                    "SNAPSHOT_REFUSAL_ALREADY_COMMITTED" => Ok(SnapshotRefusal::AlreadyCommitted),
                    "SNAPSHOT_REFUSAL_ALREADY_RELEASED" => Ok(SnapshotRefusal::AlreadyReleased),
                    "SNAPSHOT_REFUSAL_TOO_MANY_UNITS" => Ok(SnapshotRefusal::TooManyUnits),
                    "SNAPSHOT_REFUSAL_TOTAL_TOO_BIG" => Ok(SnapshotRefusal::TotalTooBig),
                    "SNAPSHOT_REFUSAL_NOT_ON_HAND" => Ok(SnapshotRefusal::NotOnHand),
                    "SNAPSHOT_REFUSAL_NOT_SOLD" => Ok(SnapshotRefusal::NotSold),
                    "SNAPSHOT_REFUSAL_NO_ORDER" => Ok(SnapshotRefusal::NoOrder),
                    "SNAPSHOT_REFUSAL_NO_WAITLIST" => Ok(SnapshotRefusal::NoWaitlist),
                    "SNAPSHOT_REFUSAL_PAYMENT_REFERENCE" => Ok(SnapshotRefusal::PaymentReference),
                    "SNAPSHOT_REFUSAL_HOUSEHOLD_NEEDED" => Ok(SnapshotRefusal::HouseholdNeeded),
                    "SNAPSHOT_REFUSAL_NO_DRAW" => Ok(SnapshotRefusal::NoDraw),
                    "SNAPSHOT_REFUSAL_NO_GROUPS" => Ok(SnapshotRefusal::NoGroups),
                    "SNAPSHOT_REFUSAL_GROUP_NOT_FOUND" => Ok(SnapshotRefusal::GroupNotFound),
                    "SNAPSHOT_REFUSAL_WHOLE_IN_GROUP" => Ok(SnapshotRefusal::WholeInGroup),
                    "SNAPSHOT_REFUSAL_ALREADY_CANCELLED" => Ok(SnapshotRefusal::AlreadyCancelled),
                    "SNAPSHOT_REFUSAL_NOT_IN_RESERVATION" => Ok(SnapshotRefusal::NotInReservation),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotReservation {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.counter != 0 {
            len += 1;
        }
        if self.buyer != 0 {
            len += 1;
        }
        if self.sale != 0 {
            len += 1;
        }
        if self.show != 0 {
            len += 1;
        }
        if self.listing != 0 {
            len += 1;
        }
        if self.hold_seconds != 0 {
            len += 1;
        }
        if self.created_ms != 0 {
            len += 1;
        }
        if self.expires_ms != 0 {
            len += 1;
        }
        if self.state != 0 {
            len += 1;
        }
        if !self.lines.is_empty() {
            len += 1;
        }
        if self.promoted {
            len += 1;
        }
        if self.newer != 0 {
            len += 1;
        }
        if self.older != 0 {
            len += 1;
        }
        if self.earlier != 0 {
            len += 1;
        }
        if self.later != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotReservation", len)?;
        if self.counter != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("counter", ToString::to_string(&self.counter).as_str())?;
        }
        if self.buyer != 0 {
            struct_ser.serialize_field("buyer", &self.buyer)?;
        }
        if self.sale != 0 {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if self.show != 0 {
            struct_ser.serialize_field("show", &self.show)?;
        }
        if self.listing != 0 {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        if self.hold_seconds != 0 {
            struct_ser.serialize_field("holdSeconds", &self.hold_seconds)?;
        }
        if self.created_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("createdMs", ToString::to_string(&self.created_ms).as_str())?;
        }
        if self.expires_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("expiresMs", ToString::to_string(&self.expires_ms).as_str())?;
        }
        if self.state != 0 {
            let v = ReservationState::try_from(self.state)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.state)))?;
            struct_ser.serialize_field("state", &v)?;
        }
        if !self.lines.is_empty() {
            struct_ser.serialize_field("lines", &self.lines)?;
        }
        if self.promoted {
            struct_ser.serialize_field("promoted", &self.promoted)?;
        }
        if self.newer != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("newer", ToString::to_string(&self.newer).as_str())?;
        }
        if self.older != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("older", ToString::to_string(&self.older).as_str())?;
        }
        if self.earlier != 0 {
            struct_ser.serialize_field("earlier", &self.earlier)?;
        }
        if self.later != 0 {
            struct_ser.serialize_field("later", &self.later)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotReservation {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "counter",
            "buyer",
            "sale",
            "show",
            "listing",
            "hold_seconds",
            "holdSeconds",
            "created_ms",
            "createdMs",
            "expires_ms",
            "expiresMs",
            "state",
            "lines",
            "promoted",
            "newer",
            "older",
            "earlier",
            "later",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Counter,
            Buyer,
            Sale,
            Show,
            Listing,
            HoldSeconds,
            CreatedMs,
            ExpiresMs,
            State,
            Lines,
            Promoted,
            Newer,
            Older,
            Earlier,
            Later,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "counter" => Ok(GeneratedField::Counter),
                            "buyer" => Ok(GeneratedField::Buyer),
                            "sale" => Ok(GeneratedField::Sale),
                            "show" => Ok(GeneratedField::Show),
                            "listing" => Ok(GeneratedField::Listing),
                            "holdSeconds" | "hold_seconds" => Ok(GeneratedField::HoldSeconds),
                            "createdMs" | "created_ms" => Ok(GeneratedField::CreatedMs),
                            "expiresMs" | "expires_ms" => Ok(GeneratedField::ExpiresMs),
                            "state" => Ok(GeneratedField::State),
                            "lines" => Ok(GeneratedField::Lines),
                            "promoted" => Ok(GeneratedField::Promoted),
                            "newer" => Ok(GeneratedField::Newer),
                            "older" => Ok(GeneratedField::Older),
                            "earlier" => Ok(GeneratedField::Earlier),
                            "later" => Ok(GeneratedField::Later),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotReservation;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotReservation")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotReservation, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut counter__ = None;
                let mut buyer__ = None;
                let mut sale__ = None;
                let mut show__ = None;
                let mut listing__ = None;
                let mut hold_seconds__ = None;
                let mut created_ms__ = None;
                let mut expires_ms__ = None;
                let mut state__ = None;
                let mut lines__ = None;
                let mut promoted__ = None;
                let mut newer__ = None;
                let mut older__ = None;
                let mut earlier__ = None;
                let mut later__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Counter => {
                            if counter__.is_some() {
                                return Err(serde::de::Error::duplicate_field("counter"));
                            }
                            counter__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Buyer => {
                            if buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyer"));
                            }
                            buyer__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::HoldSeconds => {
                            if hold_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("holdSeconds"));
                            }
                            hold_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::CreatedMs => {
                            if created_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createdMs"));
                            }
                            created_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ExpiresMs => {
                            if expires_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expiresMs"));
                            }
                            expires_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value::<ReservationState>()? as i32);
                        }
                        GeneratedField::Lines => {
                            if lines__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lines"));
                            }
                            lines__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Promoted => {
                            if promoted__.is_some() {
                                return Err(serde::de::Error::duplicate_field("promoted"));
                            }
                            promoted__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Newer => {
                            if newer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("newer"));
                            }
                            newer__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Older => {
                            if older__.is_some() {
                                return Err(serde::de::Error::duplicate_field("older"));
                            }
                            older__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Earlier => {
                            if earlier__.is_some() {
                                return Err(serde::de::Error::duplicate_field("earlier"));
                            }
                            earlier__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Later => {
                            if later__.is_some() {
                                return Err(serde::de::Error::duplicate_field("later"));
                            }
                            later__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SnapshotReservation {
                    counter: counter__.unwrap_or_default(),
                    buyer: buyer__.unwrap_or_default(),
                    sale: sale__.unwrap_or_default(),
                    show: show__.unwrap_or_default(),
                    listing: listing__.unwrap_or_default(),
                    hold_seconds: hold_seconds__.unwrap_or_default(),
                    created_ms: created_ms__.unwrap_or_default(),
                    expires_ms: expires_ms__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    lines: lines__.unwrap_or_default(),
                    promoted: promoted__.unwrap_or_default(),
                    newer: newer__.unwrap_or_default(),
                    older: older__.unwrap_or_default(),
                    earlier: earlier__.unwrap_or_default(),
                    later: later__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotReservation", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotReservationThen {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.id != 0 {
            len += 1;
        }
        if self.state != 0 {
            len += 1;
        }
        if self.expires_ms != 0 {
            len += 1;
        }
        if self.extensions != 0 {
            len += 1;
        }
        if !self.lines.is_empty() {
            len += 1;
        }
        if self.refund.is_some() {
            len += 1;
        }
        if !self.refunded.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotReservationThen", len)?;
        if self.id != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("id", ToString::to_string(&self.id).as_str())?;
        }
        if self.state != 0 {
            let v = ReservationState::try_from(self.state)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.state)))?;
            struct_ser.serialize_field("state", &v)?;
        }
        if self.expires_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("expiresMs", ToString::to_string(&self.expires_ms).as_str())?;
        }
        if self.extensions != 0 {
            struct_ser.serialize_field("extensions", &self.extensions)?;
        }
        if !self.lines.is_empty() {
            struct_ser.serialize_field("lines", &self.lines)?;
        }
        if let Some(v) = self.refund.as_ref() {
            struct_ser.serialize_field("refund", v)?;
        }
        if !self.refunded.is_empty() {
            struct_ser.serialize_field("refunded", &self.refunded)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotReservationThen {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "state",
            "expires_ms",
            "expiresMs",
            "extensions",
            "lines",
            "refund",
            "refunded",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            State,
            ExpiresMs,
            Extensions,
            Lines,
            Refund,
            Refunded,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "state" => Ok(GeneratedField::State),
                            "expiresMs" | "expires_ms" => Ok(GeneratedField::ExpiresMs),
                            "extensions" => Ok(GeneratedField::Extensions),
                            "lines" => Ok(GeneratedField::Lines),
                            "refund" => Ok(GeneratedField::Refund),
                            "refunded" => Ok(GeneratedField::Refunded),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotReservationThen;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotReservationThen")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotReservationThen, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut state__ = None;
                let mut expires_ms__ = None;
                let mut extensions__ = None;
                let mut lines__ = None;
                let mut refund__ = None;
                let mut refunded__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value::<ReservationState>()? as i32);
                        }
                        GeneratedField::ExpiresMs => {
                            if expires_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expiresMs"));
                            }
                            expires_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Extensions => {
                            if extensions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("extensions"));
                            }
                            extensions__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Lines => {
                            if lines__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lines"));
                            }
                            lines__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Refund => {
                            if refund__.is_some() {
                                return Err(serde::de::Error::duplicate_field("refund"));
                            }
                            refund__ = map_.next_value()?;
                        }
                        GeneratedField::Refunded => {
                            if refunded__.is_some() {
                                return Err(serde::de::Error::duplicate_field("refunded"));
                            }
                            refunded__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(SnapshotReservationThen {
                    id: id__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    expires_ms: expires_ms__.unwrap_or_default(),
                    extensions: extensions__.unwrap_or_default(),
                    lines: lines__.unwrap_or_default(),
                    refund: refund__,
                    refunded: refunded__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotReservationThen", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotReturned {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.sku != 0 {
            len += 1;
        }
        if self.units != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotReturned", len)?;
        if self.sku != 0 {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if self.units != 0 {
            struct_ser.serialize_field("units", &self.units)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotReturned {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sku",
            "units",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sku,
            Units,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sku" => Ok(GeneratedField::Sku),
                            "units" => Ok(GeneratedField::Units),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotReturned;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotReturned")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotReturned, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sku__ = None;
                let mut units__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Units => {
                            if units__.is_some() {
                                return Err(serde::de::Error::duplicate_field("units"));
                            }
                            units__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SnapshotReturned {
                    sku: sku__.unwrap_or_default(),
                    units: units__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotReturned", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotSale {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.merchant != 0 {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if self.show != 0 {
            len += 1;
        }
        if self.listing != 0 {
            len += 1;
        }
        if !self.skus.is_empty() {
            len += 1;
        }
        if self.price.is_some() {
            len += 1;
        }
        if self.allotment != 0 {
            len += 1;
        }
        if self.limit_per_buyer != 0 {
            len += 1;
        }
        if self.hold_seconds != 0 {
            len += 1;
        }
        if self.open_seconds != 0 {
            len += 1;
        }
        if self.state != 0 {
            len += 1;
        }
        if self.held != 0 {
            len += 1;
        }
        if self.sold != 0 {
            len += 1;
        }
        if self.version != 0 {
            len += 1;
        }
        if self.closes_at_ms != 0 {
            len += 1;
        }
        if self.opened_at_ms != 0 {
            len += 1;
        }
        if self.policy != 0 {
            len += 1;
        }
        if self.limit_per_sku != 0 {
            len += 1;
        }
        if self.limit_per_household != 0 {
            len += 1;
        }
        if self.price_version != 0 {
            len += 1;
        }
        if self.late_commit {
            len += 1;
        }
        if self.max_extensions != 0 {
            len += 1;
        }
        if self.extend_seconds != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotSale", len)?;
        if self.merchant != 0 {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if self.show != 0 {
            struct_ser.serialize_field("show", &self.show)?;
        }
        if self.listing != 0 {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        if !self.skus.is_empty() {
            struct_ser.serialize_field("skus", &self.skus)?;
        }
        if let Some(v) = self.price.as_ref() {
            struct_ser.serialize_field("price", v)?;
        }
        if self.allotment != 0 {
            struct_ser.serialize_field("allotment", &self.allotment)?;
        }
        if self.limit_per_buyer != 0 {
            struct_ser.serialize_field("limitPerBuyer", &self.limit_per_buyer)?;
        }
        if self.hold_seconds != 0 {
            struct_ser.serialize_field("holdSeconds", &self.hold_seconds)?;
        }
        if self.open_seconds != 0 {
            struct_ser.serialize_field("openSeconds", &self.open_seconds)?;
        }
        if self.state != 0 {
            let v = SaleState::try_from(self.state)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.state)))?;
            struct_ser.serialize_field("state", &v)?;
        }
        if self.held != 0 {
            struct_ser.serialize_field("held", &self.held)?;
        }
        if self.sold != 0 {
            struct_ser.serialize_field("sold", &self.sold)?;
        }
        if self.version != 0 {
            struct_ser.serialize_field("version", &self.version)?;
        }
        if self.closes_at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("closesAtMs", ToString::to_string(&self.closes_at_ms).as_str())?;
        }
        if self.opened_at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("openedAtMs", ToString::to_string(&self.opened_at_ms).as_str())?;
        }
        if self.policy != 0 {
            let v = SalePolicy::try_from(self.policy)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.policy)))?;
            struct_ser.serialize_field("policy", &v)?;
        }
        if self.limit_per_sku != 0 {
            struct_ser.serialize_field("limitPerSku", &self.limit_per_sku)?;
        }
        if self.limit_per_household != 0 {
            struct_ser.serialize_field("limitPerHousehold", &self.limit_per_household)?;
        }
        if self.price_version != 0 {
            struct_ser.serialize_field("priceVersion", &self.price_version)?;
        }
        if self.late_commit {
            struct_ser.serialize_field("lateCommit", &self.late_commit)?;
        }
        if self.max_extensions != 0 {
            struct_ser.serialize_field("maxExtensions", &self.max_extensions)?;
        }
        if self.extend_seconds != 0 {
            struct_ser.serialize_field("extendSeconds", &self.extend_seconds)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotSale {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "merchant",
            "name",
            "show",
            "listing",
            "skus",
            "price",
            "allotment",
            "limit_per_buyer",
            "limitPerBuyer",
            "hold_seconds",
            "holdSeconds",
            "open_seconds",
            "openSeconds",
            "state",
            "held",
            "sold",
            "version",
            "closes_at_ms",
            "closesAtMs",
            "opened_at_ms",
            "openedAtMs",
            "policy",
            "limit_per_sku",
            "limitPerSku",
            "limit_per_household",
            "limitPerHousehold",
            "price_version",
            "priceVersion",
            "late_commit",
            "lateCommit",
            "max_extensions",
            "maxExtensions",
            "extend_seconds",
            "extendSeconds",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Merchant,
            Name,
            Show,
            Listing,
            Skus,
            Price,
            Allotment,
            LimitPerBuyer,
            HoldSeconds,
            OpenSeconds,
            State,
            Held,
            Sold,
            Version,
            ClosesAtMs,
            OpenedAtMs,
            Policy,
            LimitPerSku,
            LimitPerHousehold,
            PriceVersion,
            LateCommit,
            MaxExtensions,
            ExtendSeconds,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "merchant" => Ok(GeneratedField::Merchant),
                            "name" => Ok(GeneratedField::Name),
                            "show" => Ok(GeneratedField::Show),
                            "listing" => Ok(GeneratedField::Listing),
                            "skus" => Ok(GeneratedField::Skus),
                            "price" => Ok(GeneratedField::Price),
                            "allotment" => Ok(GeneratedField::Allotment),
                            "limitPerBuyer" | "limit_per_buyer" => Ok(GeneratedField::LimitPerBuyer),
                            "holdSeconds" | "hold_seconds" => Ok(GeneratedField::HoldSeconds),
                            "openSeconds" | "open_seconds" => Ok(GeneratedField::OpenSeconds),
                            "state" => Ok(GeneratedField::State),
                            "held" => Ok(GeneratedField::Held),
                            "sold" => Ok(GeneratedField::Sold),
                            "version" => Ok(GeneratedField::Version),
                            "closesAtMs" | "closes_at_ms" => Ok(GeneratedField::ClosesAtMs),
                            "openedAtMs" | "opened_at_ms" => Ok(GeneratedField::OpenedAtMs),
                            "policy" => Ok(GeneratedField::Policy),
                            "limitPerSku" | "limit_per_sku" => Ok(GeneratedField::LimitPerSku),
                            "limitPerHousehold" | "limit_per_household" => Ok(GeneratedField::LimitPerHousehold),
                            "priceVersion" | "price_version" => Ok(GeneratedField::PriceVersion),
                            "lateCommit" | "late_commit" => Ok(GeneratedField::LateCommit),
                            "maxExtensions" | "max_extensions" => Ok(GeneratedField::MaxExtensions),
                            "extendSeconds" | "extend_seconds" => Ok(GeneratedField::ExtendSeconds),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotSale;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotSale")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotSale, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut merchant__ = None;
                let mut name__ = None;
                let mut show__ = None;
                let mut listing__ = None;
                let mut skus__ = None;
                let mut price__ = None;
                let mut allotment__ = None;
                let mut limit_per_buyer__ = None;
                let mut hold_seconds__ = None;
                let mut open_seconds__ = None;
                let mut state__ = None;
                let mut held__ = None;
                let mut sold__ = None;
                let mut version__ = None;
                let mut closes_at_ms__ = None;
                let mut opened_at_ms__ = None;
                let mut policy__ = None;
                let mut limit_per_sku__ = None;
                let mut limit_per_household__ = None;
                let mut price_version__ = None;
                let mut late_commit__ = None;
                let mut max_extensions__ = None;
                let mut extend_seconds__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Skus => {
                            if skus__.is_some() {
                                return Err(serde::de::Error::duplicate_field("skus"));
                            }
                            skus__ = 
                                Some(map_.next_value::<Vec<::pbjson::private::NumberDeserialize<_>>>()?
                                    .into_iter().map(|x| x.0).collect())
                            ;
                        }
                        GeneratedField::Price => {
                            if price__.is_some() {
                                return Err(serde::de::Error::duplicate_field("price"));
                            }
                            price__ = map_.next_value()?;
                        }
                        GeneratedField::Allotment => {
                            if allotment__.is_some() {
                                return Err(serde::de::Error::duplicate_field("allotment"));
                            }
                            allotment__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LimitPerBuyer => {
                            if limit_per_buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limitPerBuyer"));
                            }
                            limit_per_buyer__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::HoldSeconds => {
                            if hold_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("holdSeconds"));
                            }
                            hold_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::OpenSeconds => {
                            if open_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("openSeconds"));
                            }
                            open_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value::<SaleState>()? as i32);
                        }
                        GeneratedField::Held => {
                            if held__.is_some() {
                                return Err(serde::de::Error::duplicate_field("held"));
                            }
                            held__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sold => {
                            if sold__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sold"));
                            }
                            sold__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ClosesAtMs => {
                            if closes_at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("closesAtMs"));
                            }
                            closes_at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::OpenedAtMs => {
                            if opened_at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("openedAtMs"));
                            }
                            opened_at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Policy => {
                            if policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("policy"));
                            }
                            policy__ = Some(map_.next_value::<SalePolicy>()? as i32);
                        }
                        GeneratedField::LimitPerSku => {
                            if limit_per_sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limitPerSku"));
                            }
                            limit_per_sku__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LimitPerHousehold => {
                            if limit_per_household__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limitPerHousehold"));
                            }
                            limit_per_household__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PriceVersion => {
                            if price_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("priceVersion"));
                            }
                            price_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LateCommit => {
                            if late_commit__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lateCommit"));
                            }
                            late_commit__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MaxExtensions => {
                            if max_extensions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("maxExtensions"));
                            }
                            max_extensions__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ExtendSeconds => {
                            if extend_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("extendSeconds"));
                            }
                            extend_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SnapshotSale {
                    merchant: merchant__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    show: show__.unwrap_or_default(),
                    listing: listing__.unwrap_or_default(),
                    skus: skus__.unwrap_or_default(),
                    price: price__,
                    allotment: allotment__.unwrap_or_default(),
                    limit_per_buyer: limit_per_buyer__.unwrap_or_default(),
                    hold_seconds: hold_seconds__.unwrap_or_default(),
                    open_seconds: open_seconds__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    held: held__.unwrap_or_default(),
                    sold: sold__.unwrap_or_default(),
                    version: version__.unwrap_or_default(),
                    closes_at_ms: closes_at_ms__.unwrap_or_default(),
                    opened_at_ms: opened_at_ms__.unwrap_or_default(),
                    policy: policy__.unwrap_or_default(),
                    limit_per_sku: limit_per_sku__.unwrap_or_default(),
                    limit_per_household: limit_per_household__.unwrap_or_default(),
                    price_version: price_version__.unwrap_or_default(),
                    late_commit: late_commit__.unwrap_or_default(),
                    max_extensions: max_extensions__.unwrap_or_default(),
                    extend_seconds: extend_seconds__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotSale", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotSaleThen {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.sale != 0 {
            len += 1;
        }
        if self.state != 0 {
            len += 1;
        }
        if self.held != 0 {
            len += 1;
        }
        if self.sold != 0 {
            len += 1;
        }
        if self.version != 0 {
            len += 1;
        }
        if self.closes_at_ms != 0 {
            len += 1;
        }
        if self.opened_at_ms != 0 {
            len += 1;
        }
        if self.allotment != 0 {
            len += 1;
        }
        if self.limit_per_buyer != 0 {
            len += 1;
        }
        if self.limit_per_household != 0 {
            len += 1;
        }
        if self.price.is_some() {
            len += 1;
        }
        if self.price_version != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotSaleThen", len)?;
        if self.sale != 0 {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if self.state != 0 {
            let v = SaleState::try_from(self.state)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.state)))?;
            struct_ser.serialize_field("state", &v)?;
        }
        if self.held != 0 {
            struct_ser.serialize_field("held", &self.held)?;
        }
        if self.sold != 0 {
            struct_ser.serialize_field("sold", &self.sold)?;
        }
        if self.version != 0 {
            struct_ser.serialize_field("version", &self.version)?;
        }
        if self.closes_at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("closesAtMs", ToString::to_string(&self.closes_at_ms).as_str())?;
        }
        if self.opened_at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("openedAtMs", ToString::to_string(&self.opened_at_ms).as_str())?;
        }
        if self.allotment != 0 {
            struct_ser.serialize_field("allotment", &self.allotment)?;
        }
        if self.limit_per_buyer != 0 {
            struct_ser.serialize_field("limitPerBuyer", &self.limit_per_buyer)?;
        }
        if self.limit_per_household != 0 {
            struct_ser.serialize_field("limitPerHousehold", &self.limit_per_household)?;
        }
        if let Some(v) = self.price.as_ref() {
            struct_ser.serialize_field("price", v)?;
        }
        if self.price_version != 0 {
            struct_ser.serialize_field("priceVersion", &self.price_version)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotSaleThen {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sale",
            "state",
            "held",
            "sold",
            "version",
            "closes_at_ms",
            "closesAtMs",
            "opened_at_ms",
            "openedAtMs",
            "allotment",
            "limit_per_buyer",
            "limitPerBuyer",
            "limit_per_household",
            "limitPerHousehold",
            "price",
            "price_version",
            "priceVersion",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sale,
            State,
            Held,
            Sold,
            Version,
            ClosesAtMs,
            OpenedAtMs,
            Allotment,
            LimitPerBuyer,
            LimitPerHousehold,
            Price,
            PriceVersion,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sale" => Ok(GeneratedField::Sale),
                            "state" => Ok(GeneratedField::State),
                            "held" => Ok(GeneratedField::Held),
                            "sold" => Ok(GeneratedField::Sold),
                            "version" => Ok(GeneratedField::Version),
                            "closesAtMs" | "closes_at_ms" => Ok(GeneratedField::ClosesAtMs),
                            "openedAtMs" | "opened_at_ms" => Ok(GeneratedField::OpenedAtMs),
                            "allotment" => Ok(GeneratedField::Allotment),
                            "limitPerBuyer" | "limit_per_buyer" => Ok(GeneratedField::LimitPerBuyer),
                            "limitPerHousehold" | "limit_per_household" => Ok(GeneratedField::LimitPerHousehold),
                            "price" => Ok(GeneratedField::Price),
                            "priceVersion" | "price_version" => Ok(GeneratedField::PriceVersion),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotSaleThen;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotSaleThen")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotSaleThen, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sale__ = None;
                let mut state__ = None;
                let mut held__ = None;
                let mut sold__ = None;
                let mut version__ = None;
                let mut closes_at_ms__ = None;
                let mut opened_at_ms__ = None;
                let mut allotment__ = None;
                let mut limit_per_buyer__ = None;
                let mut limit_per_household__ = None;
                let mut price__ = None;
                let mut price_version__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value::<SaleState>()? as i32);
                        }
                        GeneratedField::Held => {
                            if held__.is_some() {
                                return Err(serde::de::Error::duplicate_field("held"));
                            }
                            held__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sold => {
                            if sold__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sold"));
                            }
                            sold__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ClosesAtMs => {
                            if closes_at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("closesAtMs"));
                            }
                            closes_at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::OpenedAtMs => {
                            if opened_at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("openedAtMs"));
                            }
                            opened_at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Allotment => {
                            if allotment__.is_some() {
                                return Err(serde::de::Error::duplicate_field("allotment"));
                            }
                            allotment__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LimitPerBuyer => {
                            if limit_per_buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limitPerBuyer"));
                            }
                            limit_per_buyer__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LimitPerHousehold => {
                            if limit_per_household__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limitPerHousehold"));
                            }
                            limit_per_household__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Price => {
                            if price__.is_some() {
                                return Err(serde::de::Error::duplicate_field("price"));
                            }
                            price__ = map_.next_value()?;
                        }
                        GeneratedField::PriceVersion => {
                            if price_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("priceVersion"));
                            }
                            price_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SnapshotSaleThen {
                    sale: sale__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    held: held__.unwrap_or_default(),
                    sold: sold__.unwrap_or_default(),
                    version: version__.unwrap_or_default(),
                    closes_at_ms: closes_at_ms__.unwrap_or_default(),
                    opened_at_ms: opened_at_ms__.unwrap_or_default(),
                    allotment: allotment__.unwrap_or_default(),
                    limit_per_buyer: limit_per_buyer__.unwrap_or_default(),
                    limit_per_household: limit_per_household__.unwrap_or_default(),
                    price: price__,
                    price_version: price_version__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotSaleThen", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotSku {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.merchant != 0 {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if self.version != 0 {
            len += 1;
        }
        if self.received != 0 {
            len += 1;
        }
        if self.available != 0 {
            len += 1;
        }
        if self.held != 0 {
            len += 1;
        }
        if self.sold != 0 {
            len += 1;
        }
        if self.safety != 0 {
            len += 1;
        }
        if self.returned != 0 {
            len += 1;
        }
        if self.adjusted != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotSku", len)?;
        if self.merchant != 0 {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if self.version != 0 {
            struct_ser.serialize_field("version", &self.version)?;
        }
        if self.received != 0 {
            struct_ser.serialize_field("received", &self.received)?;
        }
        if self.available != 0 {
            struct_ser.serialize_field("available", &self.available)?;
        }
        if self.held != 0 {
            struct_ser.serialize_field("held", &self.held)?;
        }
        if self.sold != 0 {
            struct_ser.serialize_field("sold", &self.sold)?;
        }
        if self.safety != 0 {
            struct_ser.serialize_field("safety", &self.safety)?;
        }
        if self.returned != 0 {
            struct_ser.serialize_field("returned", &self.returned)?;
        }
        if self.adjusted != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("adjusted", ToString::to_string(&self.adjusted).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotSku {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "merchant",
            "name",
            "version",
            "received",
            "available",
            "held",
            "sold",
            "safety",
            "returned",
            "adjusted",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Merchant,
            Name,
            Version,
            Received,
            Available,
            Held,
            Sold,
            Safety,
            Returned,
            Adjusted,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "merchant" => Ok(GeneratedField::Merchant),
                            "name" => Ok(GeneratedField::Name),
                            "version" => Ok(GeneratedField::Version),
                            "received" => Ok(GeneratedField::Received),
                            "available" => Ok(GeneratedField::Available),
                            "held" => Ok(GeneratedField::Held),
                            "sold" => Ok(GeneratedField::Sold),
                            "safety" => Ok(GeneratedField::Safety),
                            "returned" => Ok(GeneratedField::Returned),
                            "adjusted" => Ok(GeneratedField::Adjusted),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotSku;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotSku")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotSku, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut merchant__ = None;
                let mut name__ = None;
                let mut version__ = None;
                let mut received__ = None;
                let mut available__ = None;
                let mut held__ = None;
                let mut sold__ = None;
                let mut safety__ = None;
                let mut returned__ = None;
                let mut adjusted__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Received => {
                            if received__.is_some() {
                                return Err(serde::de::Error::duplicate_field("received"));
                            }
                            received__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Available => {
                            if available__.is_some() {
                                return Err(serde::de::Error::duplicate_field("available"));
                            }
                            available__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Held => {
                            if held__.is_some() {
                                return Err(serde::de::Error::duplicate_field("held"));
                            }
                            held__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sold => {
                            if sold__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sold"));
                            }
                            sold__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Safety => {
                            if safety__.is_some() {
                                return Err(serde::de::Error::duplicate_field("safety"));
                            }
                            safety__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Returned => {
                            if returned__.is_some() {
                                return Err(serde::de::Error::duplicate_field("returned"));
                            }
                            returned__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Adjusted => {
                            if adjusted__.is_some() {
                                return Err(serde::de::Error::duplicate_field("adjusted"));
                            }
                            adjusted__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SnapshotSku {
                    merchant: merchant__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    version: version__.unwrap_or_default(),
                    received: received__.unwrap_or_default(),
                    available: available__.unwrap_or_default(),
                    held: held__.unwrap_or_default(),
                    sold: sold__.unwrap_or_default(),
                    safety: safety__.unwrap_or_default(),
                    returned: returned__.unwrap_or_default(),
                    adjusted: adjusted__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotSku", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotStockThen {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.sku != 0 {
            len += 1;
        }
        if self.version != 0 {
            len += 1;
        }
        if self.available != 0 {
            len += 1;
        }
        if self.held != 0 {
            len += 1;
        }
        if self.sold != 0 {
            len += 1;
        }
        if self.safety != 0 {
            len += 1;
        }
        if self.returned != 0 {
            len += 1;
        }
        if self.adjusted != 0 {
            len += 1;
        }
        if self.received != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotStockThen", len)?;
        if self.sku != 0 {
            struct_ser.serialize_field("sku", &self.sku)?;
        }
        if self.version != 0 {
            struct_ser.serialize_field("version", &self.version)?;
        }
        if self.available != 0 {
            struct_ser.serialize_field("available", &self.available)?;
        }
        if self.held != 0 {
            struct_ser.serialize_field("held", &self.held)?;
        }
        if self.sold != 0 {
            struct_ser.serialize_field("sold", &self.sold)?;
        }
        if self.safety != 0 {
            struct_ser.serialize_field("safety", &self.safety)?;
        }
        if self.returned != 0 {
            struct_ser.serialize_field("returned", &self.returned)?;
        }
        if self.adjusted != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("adjusted", ToString::to_string(&self.adjusted).as_str())?;
        }
        if self.received != 0 {
            struct_ser.serialize_field("received", &self.received)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotStockThen {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sku",
            "version",
            "available",
            "held",
            "sold",
            "safety",
            "returned",
            "adjusted",
            "received",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sku,
            Version,
            Available,
            Held,
            Sold,
            Safety,
            Returned,
            Adjusted,
            Received,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sku" => Ok(GeneratedField::Sku),
                            "version" => Ok(GeneratedField::Version),
                            "available" => Ok(GeneratedField::Available),
                            "held" => Ok(GeneratedField::Held),
                            "sold" => Ok(GeneratedField::Sold),
                            "safety" => Ok(GeneratedField::Safety),
                            "returned" => Ok(GeneratedField::Returned),
                            "adjusted" => Ok(GeneratedField::Adjusted),
                            "received" => Ok(GeneratedField::Received),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotStockThen;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotStockThen")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotStockThen, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sku__ = None;
                let mut version__ = None;
                let mut available__ = None;
                let mut held__ = None;
                let mut sold__ = None;
                let mut safety__ = None;
                let mut returned__ = None;
                let mut adjusted__ = None;
                let mut received__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sku => {
                            if sku__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sku"));
                            }
                            sku__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Available => {
                            if available__.is_some() {
                                return Err(serde::de::Error::duplicate_field("available"));
                            }
                            available__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Held => {
                            if held__.is_some() {
                                return Err(serde::de::Error::duplicate_field("held"));
                            }
                            held__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sold => {
                            if sold__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sold"));
                            }
                            sold__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Safety => {
                            if safety__.is_some() {
                                return Err(serde::de::Error::duplicate_field("safety"));
                            }
                            safety__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Returned => {
                            if returned__.is_some() {
                                return Err(serde::de::Error::duplicate_field("returned"));
                            }
                            returned__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Adjusted => {
                            if adjusted__.is_some() {
                                return Err(serde::de::Error::duplicate_field("adjusted"));
                            }
                            adjusted__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Received => {
                            if received__.is_some() {
                                return Err(serde::de::Error::duplicate_field("received"));
                            }
                            received__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SnapshotStockThen {
                    sku: sku__.unwrap_or_default(),
                    version: version__.unwrap_or_default(),
                    available: available__.unwrap_or_default(),
                    held: held__.unwrap_or_default(),
                    sold: sold__.unwrap_or_default(),
                    safety: safety__.unwrap_or_default(),
                    returned: returned__.unwrap_or_default(),
                    adjusted: adjusted__.unwrap_or_default(),
                    received: received__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotStockThen", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotTerms {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.sale != 0 {
            len += 1;
        }
        if self.terms.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotTerms", len)?;
        if self.sale != 0 {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if let Some(v) = self.terms.as_ref() {
            struct_ser.serialize_field("terms", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotTerms {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sale",
            "terms",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sale,
            Terms,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sale" => Ok(GeneratedField::Sale),
                            "terms" => Ok(GeneratedField::Terms),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotTerms;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotTerms")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotTerms, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sale__ = None;
                let mut terms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Terms => {
                            if terms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("terms"));
                            }
                            terms__ = map_.next_value()?;
                        }
                    }
                }
                Ok(SnapshotTerms {
                    sale: sale__.unwrap_or_default(),
                    terms: terms__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotTerms", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotUnits {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.buyer != 0 {
            len += 1;
        }
        if self.scope != 0 {
            len += 1;
        }
        if self.units != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotUnits", len)?;
        if self.buyer != 0 {
            struct_ser.serialize_field("buyer", &self.buyer)?;
        }
        if self.scope != 0 {
            struct_ser.serialize_field("scope", &self.scope)?;
        }
        if self.units != 0 {
            struct_ser.serialize_field("units", &self.units)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotUnits {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "buyer",
            "scope",
            "units",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Buyer,
            Scope,
            Units,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "buyer" => Ok(GeneratedField::Buyer),
                            "scope" => Ok(GeneratedField::Scope),
                            "units" => Ok(GeneratedField::Units),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotUnits;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotUnits")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotUnits, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut buyer__ = None;
                let mut scope__ = None;
                let mut units__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Buyer => {
                            if buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyer"));
                            }
                            buyer__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Scope => {
                            if scope__.is_some() {
                                return Err(serde::de::Error::duplicate_field("scope"));
                            }
                            scope__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Units => {
                            if units__.is_some() {
                                return Err(serde::de::Error::duplicate_field("units"));
                            }
                            units__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SnapshotUnits {
                    buyer: buyer__.unwrap_or_default(),
                    scope: scope__.unwrap_or_default(),
                    units: units__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotUnits", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SnapshotWaitlist {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.sale != 0 {
            len += 1;
        }
        if self.waitlist != 0 {
            len += 1;
        }
        if self.offer_seconds != 0 {
            len += 1;
        }
        if self.joined != 0 {
            len += 1;
        }
        if self.in_backlog {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.SnapshotWaitlist", len)?;
        if self.sale != 0 {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        if self.waitlist != 0 {
            let v = Waitlist::try_from(self.waitlist)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.waitlist)))?;
            struct_ser.serialize_field("waitlist", &v)?;
        }
        if self.offer_seconds != 0 {
            struct_ser.serialize_field("offerSeconds", &self.offer_seconds)?;
        }
        if self.joined != 0 {
            struct_ser.serialize_field("joined", &self.joined)?;
        }
        if self.in_backlog {
            struct_ser.serialize_field("inBacklog", &self.in_backlog)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SnapshotWaitlist {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sale",
            "waitlist",
            "offer_seconds",
            "offerSeconds",
            "joined",
            "in_backlog",
            "inBacklog",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sale,
            Waitlist,
            OfferSeconds,
            Joined,
            InBacklog,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sale" => Ok(GeneratedField::Sale),
                            "waitlist" => Ok(GeneratedField::Waitlist),
                            "offerSeconds" | "offer_seconds" => Ok(GeneratedField::OfferSeconds),
                            "joined" => Ok(GeneratedField::Joined),
                            "inBacklog" | "in_backlog" => Ok(GeneratedField::InBacklog),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SnapshotWaitlist;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.SnapshotWaitlist")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SnapshotWaitlist, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sale__ = None;
                let mut waitlist__ = None;
                let mut offer_seconds__ = None;
                let mut joined__ = None;
                let mut in_backlog__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Waitlist => {
                            if waitlist__.is_some() {
                                return Err(serde::de::Error::duplicate_field("waitlist"));
                            }
                            waitlist__ = Some(map_.next_value::<Waitlist>()? as i32);
                        }
                        GeneratedField::OfferSeconds => {
                            if offer_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("offerSeconds"));
                            }
                            offer_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Joined => {
                            if joined__.is_some() {
                                return Err(serde::de::Error::duplicate_field("joined"));
                            }
                            joined__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::InBacklog => {
                            if in_backlog__.is_some() {
                                return Err(serde::de::Error::duplicate_field("inBacklog"));
                            }
                            in_backlog__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(SnapshotWaitlist {
                    sale: sale__.unwrap_or_default(),
                    waitlist: waitlist__.unwrap_or_default(),
                    offer_seconds: offer_seconds__.unwrap_or_default(),
                    joined: joined__.unwrap_or_default(),
                    in_backlog: in_backlog__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.SnapshotWaitlist", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for StartSale {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.listing.is_empty() {
            len += 1;
        }
        if self.price.is_some() {
            len += 1;
        }
        if self.allotment != 0 {
            len += 1;
        }
        if self.limit_per_buyer != 0 {
            len += 1;
        }
        if self.hold_seconds != 0 {
            len += 1;
        }
        if self.open_seconds != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.StartSale", len)?;
        if !self.key.is_empty() {
            struct_ser.serialize_field("key", &self.key)?;
        }
        if !self.listing.is_empty() {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        if let Some(v) = self.price.as_ref() {
            struct_ser.serialize_field("price", v)?;
        }
        if self.allotment != 0 {
            struct_ser.serialize_field("allotment", &self.allotment)?;
        }
        if self.limit_per_buyer != 0 {
            struct_ser.serialize_field("limitPerBuyer", &self.limit_per_buyer)?;
        }
        if self.hold_seconds != 0 {
            struct_ser.serialize_field("holdSeconds", &self.hold_seconds)?;
        }
        if self.open_seconds != 0 {
            struct_ser.serialize_field("openSeconds", &self.open_seconds)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for StartSale {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "listing",
            "price",
            "allotment",
            "limit_per_buyer",
            "limitPerBuyer",
            "hold_seconds",
            "holdSeconds",
            "open_seconds",
            "openSeconds",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Listing,
            Price,
            Allotment,
            LimitPerBuyer,
            HoldSeconds,
            OpenSeconds,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "key" => Ok(GeneratedField::Key),
                            "listing" => Ok(GeneratedField::Listing),
                            "price" => Ok(GeneratedField::Price),
                            "allotment" => Ok(GeneratedField::Allotment),
                            "limitPerBuyer" | "limit_per_buyer" => Ok(GeneratedField::LimitPerBuyer),
                            "holdSeconds" | "hold_seconds" => Ok(GeneratedField::HoldSeconds),
                            "openSeconds" | "open_seconds" => Ok(GeneratedField::OpenSeconds),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = StartSale;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.StartSale")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<StartSale, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut listing__ = None;
                let mut price__ = None;
                let mut allotment__ = None;
                let mut limit_per_buyer__ = None;
                let mut hold_seconds__ = None;
                let mut open_seconds__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Price => {
                            if price__.is_some() {
                                return Err(serde::de::Error::duplicate_field("price"));
                            }
                            price__ = map_.next_value()?;
                        }
                        GeneratedField::Allotment => {
                            if allotment__.is_some() {
                                return Err(serde::de::Error::duplicate_field("allotment"));
                            }
                            allotment__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LimitPerBuyer => {
                            if limit_per_buyer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limitPerBuyer"));
                            }
                            limit_per_buyer__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::HoldSeconds => {
                            if hold_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("holdSeconds"));
                            }
                            hold_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::OpenSeconds => {
                            if open_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("openSeconds"));
                            }
                            open_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(StartSale {
                    key: key__.unwrap_or_default(),
                    listing: listing__.unwrap_or_default(),
                    price: price__,
                    allotment: allotment__.unwrap_or_default(),
                    limit_per_buyer: limit_per_buyer__.unwrap_or_default(),
                    hold_seconds: hold_seconds__.unwrap_or_default(),
                    open_seconds: open_seconds__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.StartSale", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for StateTick {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.stocks.is_empty() {
            len += 1;
        }
        if self.viewers.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.StateTick", len)?;
        if !self.stocks.is_empty() {
            struct_ser.serialize_field("stocks", &self.stocks)?;
        }
        if let Some(v) = self.viewers.as_ref() {
            struct_ser.serialize_field("viewers", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for StateTick {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "stocks",
            "viewers",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Stocks,
            Viewers,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "stocks" => Ok(GeneratedField::Stocks),
                            "viewers" => Ok(GeneratedField::Viewers),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = StateTick;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.StateTick")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<StateTick, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut stocks__ = None;
                let mut viewers__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Stocks => {
                            if stocks__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stocks"));
                            }
                            stocks__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Viewers => {
                            if viewers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("viewers"));
                            }
                            viewers__ = map_.next_value()?;
                        }
                    }
                }
                Ok(StateTick {
                    stocks: stocks__.unwrap_or_default(),
                    viewers: viewers__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.StateTick", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for StepCount {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.step != 0 {
            len += 1;
        }
        if self.count != 0 {
            len += 1;
        }
        if self.viewers != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.StepCount", len)?;
        if self.step != 0 {
            let v = FunnelStep::try_from(self.step)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.step)))?;
            struct_ser.serialize_field("step", &v)?;
        }
        if self.count != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("count", ToString::to_string(&self.count).as_str())?;
        }
        if self.viewers != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("viewers", ToString::to_string(&self.viewers).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for StepCount {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "step",
            "count",
            "viewers",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Step,
            Count,
            Viewers,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "step" => Ok(GeneratedField::Step),
                            "count" => Ok(GeneratedField::Count),
                            "viewers" => Ok(GeneratedField::Viewers),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = StepCount;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.StepCount")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<StepCount, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut step__ = None;
                let mut count__ = None;
                let mut viewers__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Step => {
                            if step__.is_some() {
                                return Err(serde::de::Error::duplicate_field("step"));
                            }
                            step__ = Some(map_.next_value::<FunnelStep>()? as i32);
                        }
                        GeneratedField::Count => {
                            if count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("count"));
                            }
                            count__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Viewers => {
                            if viewers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("viewers"));
                            }
                            viewers__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(StepCount {
                    step: step__.unwrap_or_default(),
                    count: count__.unwrap_or_default(),
                    viewers: viewers__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.StepCount", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for StopSale {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.sale.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.StopSale", len)?;
        if !self.sale.is_empty() {
            struct_ser.serialize_field("sale", &self.sale)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for StopSale {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sale",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sale,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sale" => Ok(GeneratedField::Sale),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = StopSale;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.StopSale")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<StopSale, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sale__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sale => {
                            if sale__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sale"));
                            }
                            sale__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(StopSale {
                    sale: sale__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.StopSale", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for StreamAnswer {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.id != 0 {
            len += 1;
        }
        if self.answer.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.StreamAnswer", len)?;
        if self.id != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("id", ToString::to_string(&self.id).as_str())?;
        }
        if let Some(v) = self.answer.as_ref() {
            match v {
                stream_answer::Answer::Response(v) => {
                    struct_ser.serialize_field("response", v)?;
                }
                stream_answer::Answer::Error(v) => {
                    struct_ser.serialize_field("error", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for StreamAnswer {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "response",
            "error",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Response,
            Error,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "response" => Ok(GeneratedField::Response),
                            "error" => Ok(GeneratedField::Error),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = StreamAnswer;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.StreamAnswer")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<StreamAnswer, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut answer__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Response => {
                            if answer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("response"));
                            }
                            answer__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_answer::Answer::Response)
;
                        }
                        GeneratedField::Error => {
                            if answer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("error"));
                            }
                            answer__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_answer::Answer::Error)
;
                        }
                    }
                }
                Ok(StreamAnswer {
                    id: id__.unwrap_or_default(),
                    answer: answer__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.StreamAnswer", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for StreamCommand {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.id != 0 {
            len += 1;
        }
        if self.command.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.StreamCommand", len)?;
        if self.id != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("id", ToString::to_string(&self.id).as_str())?;
        }
        if let Some(v) = self.command.as_ref() {
            match v {
                stream_command::Command::ReceiveStock(v) => {
                    struct_ser.serialize_field("receiveStock", v)?;
                }
                stream_command::Command::DefineSale(v) => {
                    struct_ser.serialize_field("defineSale", v)?;
                }
                stream_command::Command::OpenSale(v) => {
                    struct_ser.serialize_field("openSale", v)?;
                }
                stream_command::Command::CloseSale(v) => {
                    struct_ser.serialize_field("closeSale", v)?;
                }
                stream_command::Command::Reserve(v) => {
                    struct_ser.serialize_field("reserve", v)?;
                }
                stream_command::Command::Commit(v) => {
                    struct_ser.serialize_field("commit", v)?;
                }
                stream_command::Command::Release(v) => {
                    struct_ser.serialize_field("release", v)?;
                }
                stream_command::Command::Expire(v) => {
                    struct_ser.serialize_field("expire", v)?;
                }
                stream_command::Command::AdjustStock(v) => {
                    struct_ser.serialize_field("adjustStock", v)?;
                }
                stream_command::Command::SetCount(v) => {
                    struct_ser.serialize_field("setCount", v)?;
                }
                stream_command::Command::SetSafetyStock(v) => {
                    struct_ser.serialize_field("setSafetyStock", v)?;
                }
                stream_command::Command::ReturnStock(v) => {
                    struct_ser.serialize_field("returnStock", v)?;
                }
                stream_command::Command::Extend(v) => {
                    struct_ser.serialize_field("extend", v)?;
                }
                stream_command::Command::Cancel(v) => {
                    struct_ser.serialize_field("cancel", v)?;
                }
                stream_command::Command::PauseSale(v) => {
                    struct_ser.serialize_field("pauseSale", v)?;
                }
                stream_command::Command::ResumeSale(v) => {
                    struct_ser.serialize_field("resumeSale", v)?;
                }
                stream_command::Command::ChangeSale(v) => {
                    struct_ser.serialize_field("changeSale", v)?;
                }
                stream_command::Command::JoinWaitlist(v) => {
                    struct_ser.serialize_field("joinWaitlist", v)?;
                }
                stream_command::Command::LeaveWaitlist(v) => {
                    struct_ser.serialize_field("leaveWaitlist", v)?;
                }
                stream_command::Command::EnterDraw(v) => {
                    struct_ser.serialize_field("enterDraw", v)?;
                }
                stream_command::Command::OpenGroup(v) => {
                    struct_ser.serialize_field("openGroup", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for StreamCommand {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "receive_stock",
            "receiveStock",
            "define_sale",
            "defineSale",
            "open_sale",
            "openSale",
            "close_sale",
            "closeSale",
            "reserve",
            "commit",
            "release",
            "expire",
            "adjust_stock",
            "adjustStock",
            "set_count",
            "setCount",
            "set_safety_stock",
            "setSafetyStock",
            "return_stock",
            "returnStock",
            "extend",
            "cancel",
            "pause_sale",
            "pauseSale",
            "resume_sale",
            "resumeSale",
            "change_sale",
            "changeSale",
            "join_waitlist",
            "joinWaitlist",
            "leave_waitlist",
            "leaveWaitlist",
            "enter_draw",
            "enterDraw",
            "open_group",
            "openGroup",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            ReceiveStock,
            DefineSale,
            OpenSale,
            CloseSale,
            Reserve,
            Commit,
            Release,
            Expire,
            AdjustStock,
            SetCount,
            SetSafetyStock,
            ReturnStock,
            Extend,
            Cancel,
            PauseSale,
            ResumeSale,
            ChangeSale,
            JoinWaitlist,
            LeaveWaitlist,
            EnterDraw,
            OpenGroup,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "receiveStock" | "receive_stock" => Ok(GeneratedField::ReceiveStock),
                            "defineSale" | "define_sale" => Ok(GeneratedField::DefineSale),
                            "openSale" | "open_sale" => Ok(GeneratedField::OpenSale),
                            "closeSale" | "close_sale" => Ok(GeneratedField::CloseSale),
                            "reserve" => Ok(GeneratedField::Reserve),
                            "commit" => Ok(GeneratedField::Commit),
                            "release" => Ok(GeneratedField::Release),
                            "expire" => Ok(GeneratedField::Expire),
                            "adjustStock" | "adjust_stock" => Ok(GeneratedField::AdjustStock),
                            "setCount" | "set_count" => Ok(GeneratedField::SetCount),
                            "setSafetyStock" | "set_safety_stock" => Ok(GeneratedField::SetSafetyStock),
                            "returnStock" | "return_stock" => Ok(GeneratedField::ReturnStock),
                            "extend" => Ok(GeneratedField::Extend),
                            "cancel" => Ok(GeneratedField::Cancel),
                            "pauseSale" | "pause_sale" => Ok(GeneratedField::PauseSale),
                            "resumeSale" | "resume_sale" => Ok(GeneratedField::ResumeSale),
                            "changeSale" | "change_sale" => Ok(GeneratedField::ChangeSale),
                            "joinWaitlist" | "join_waitlist" => Ok(GeneratedField::JoinWaitlist),
                            "leaveWaitlist" | "leave_waitlist" => Ok(GeneratedField::LeaveWaitlist),
                            "enterDraw" | "enter_draw" => Ok(GeneratedField::EnterDraw),
                            "openGroup" | "open_group" => Ok(GeneratedField::OpenGroup),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = StreamCommand;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.StreamCommand")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<StreamCommand, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut command__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ReceiveStock => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("receiveStock"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::ReceiveStock)
;
                        }
                        GeneratedField::DefineSale => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("defineSale"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::DefineSale)
;
                        }
                        GeneratedField::OpenSale => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("openSale"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::OpenSale)
;
                        }
                        GeneratedField::CloseSale => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("closeSale"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::CloseSale)
;
                        }
                        GeneratedField::Reserve => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reserve"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::Reserve)
;
                        }
                        GeneratedField::Commit => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("commit"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::Commit)
;
                        }
                        GeneratedField::Release => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("release"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::Release)
;
                        }
                        GeneratedField::Expire => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expire"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::Expire)
;
                        }
                        GeneratedField::AdjustStock => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("adjustStock"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::AdjustStock)
;
                        }
                        GeneratedField::SetCount => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("setCount"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::SetCount)
;
                        }
                        GeneratedField::SetSafetyStock => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("setSafetyStock"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::SetSafetyStock)
;
                        }
                        GeneratedField::ReturnStock => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("returnStock"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::ReturnStock)
;
                        }
                        GeneratedField::Extend => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("extend"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::Extend)
;
                        }
                        GeneratedField::Cancel => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cancel"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::Cancel)
;
                        }
                        GeneratedField::PauseSale => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pauseSale"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::PauseSale)
;
                        }
                        GeneratedField::ResumeSale => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resumeSale"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::ResumeSale)
;
                        }
                        GeneratedField::ChangeSale => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("changeSale"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::ChangeSale)
;
                        }
                        GeneratedField::JoinWaitlist => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("joinWaitlist"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::JoinWaitlist)
;
                        }
                        GeneratedField::LeaveWaitlist => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("leaveWaitlist"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::LeaveWaitlist)
;
                        }
                        GeneratedField::EnterDraw => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("enterDraw"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::EnterDraw)
;
                        }
                        GeneratedField::OpenGroup => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("openGroup"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(stream_command::Command::OpenGroup)
;
                        }
                    }
                }
                Ok(StreamCommand {
                    id: id__.unwrap_or_default(),
                    command: command__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.StreamCommand", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Tier {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.buyers != 0 {
            len += 1;
        }
        if self.price.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Tier", len)?;
        if self.buyers != 0 {
            struct_ser.serialize_field("buyers", &self.buyers)?;
        }
        if let Some(v) = self.price.as_ref() {
            struct_ser.serialize_field("price", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Tier {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "buyers",
            "price",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Buyers,
            Price,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "buyers" => Ok(GeneratedField::Buyers),
                            "price" => Ok(GeneratedField::Price),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Tier;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Tier")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Tier, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut buyers__ = None;
                let mut price__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Buyers => {
                            if buyers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buyers"));
                            }
                            buyers__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Price => {
                            if price__.is_some() {
                                return Err(serde::de::Error::duplicate_field("price"));
                            }
                            price__ = map_.next_value()?;
                        }
                    }
                }
                Ok(Tier {
                    buyers: buyers__.unwrap_or_default(),
                    price: price__,
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Tier", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Touch {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.host.is_empty() {
            len += 1;
        }
        if !self.sharer.is_empty() {
            len += 1;
        }
        if !self.campaign.is_empty() {
            len += 1;
        }
        if !self.topic.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Touch", len)?;
        if !self.host.is_empty() {
            struct_ser.serialize_field("host", &self.host)?;
        }
        if !self.sharer.is_empty() {
            struct_ser.serialize_field("sharer", &self.sharer)?;
        }
        if !self.campaign.is_empty() {
            struct_ser.serialize_field("campaign", &self.campaign)?;
        }
        if !self.topic.is_empty() {
            struct_ser.serialize_field("topic", &self.topic)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Touch {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "host",
            "sharer",
            "campaign",
            "topic",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Host,
            Sharer,
            Campaign,
            Topic,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "host" => Ok(GeneratedField::Host),
                            "sharer" => Ok(GeneratedField::Sharer),
                            "campaign" => Ok(GeneratedField::Campaign),
                            "topic" => Ok(GeneratedField::Topic),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Touch;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Touch")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Touch, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut host__ = None;
                let mut sharer__ = None;
                let mut campaign__ = None;
                let mut topic__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Host => {
                            if host__.is_some() {
                                return Err(serde::de::Error::duplicate_field("host"));
                            }
                            host__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sharer => {
                            if sharer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sharer"));
                            }
                            sharer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Campaign => {
                            if campaign__.is_some() {
                                return Err(serde::de::Error::duplicate_field("campaign"));
                            }
                            campaign__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Topic => {
                            if topic__.is_some() {
                                return Err(serde::de::Error::duplicate_field("topic"));
                            }
                            topic__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Touch {
                    host: host__.unwrap_or_default(),
                    sharer: sharer__.unwrap_or_default(),
                    campaign: campaign__.unwrap_or_default(),
                    topic: topic__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Touch", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Track {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.kind != 0 {
            len += 1;
        }
        if !self.listing.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Track", len)?;
        if self.kind != 0 {
            let v = TrackKind::try_from(self.kind)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.kind)))?;
            struct_ser.serialize_field("kind", &v)?;
        }
        if !self.listing.is_empty() {
            struct_ser.serialize_field("listing", &self.listing)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Track {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "kind",
            "listing",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Kind,
            Listing,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "kind" => Ok(GeneratedField::Kind),
                            "listing" => Ok(GeneratedField::Listing),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Track;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Track")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Track, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut kind__ = None;
                let mut listing__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Kind => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kind"));
                            }
                            kind__ = Some(map_.next_value::<TrackKind>()? as i32);
                        }
                        GeneratedField::Listing => {
                            if listing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("listing"));
                            }
                            listing__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Track {
                    kind: kind__.unwrap_or_default(),
                    listing: listing__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Track", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TrackKind {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "TRACK_KIND_UNSPECIFIED",
            Self::ViewPromotion => "TRACK_KIND_VIEW_PROMOTION",
            Self::SelectPromotion => "TRACK_KIND_SELECT_PROMOTION",
            Self::ViewItem => "TRACK_KIND_VIEW_ITEM",
            Self::AddToCart => "TRACK_KIND_ADD_TO_CART",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for TrackKind {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "TRACK_KIND_UNSPECIFIED",
            "TRACK_KIND_VIEW_PROMOTION",
            "TRACK_KIND_SELECT_PROMOTION",
            "TRACK_KIND_VIEW_ITEM",
            "TRACK_KIND_ADD_TO_CART",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = TrackKind;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "TRACK_KIND_UNSPECIFIED" => Ok(TrackKind::Unspecified),
                    "TRACK_KIND_VIEW_PROMOTION" => Ok(TrackKind::ViewPromotion),
                    "TRACK_KIND_SELECT_PROMOTION" => Ok(TrackKind::SelectPromotion),
                    "TRACK_KIND_VIEW_ITEM" => Ok(TrackKind::ViewItem),
                    "TRACK_KIND_ADD_TO_CART" => Ok(TrackKind::AddToCart),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for UnpinListing {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("hawker.v1.UnpinListing", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for UnpinListing {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = UnpinListing;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.UnpinListing")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<UnpinListing, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(UnpinListing {
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.UnpinListing", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Unpinned {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("hawker.v1.Unpinned", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Unpinned {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Unpinned;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Unpinned")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Unpinned, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(Unpinned {
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Unpinned", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ViewerCount {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.now != 0 {
            len += 1;
        }
        if self.joined != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.ViewerCount", len)?;
        if self.now != 0 {
            struct_ser.serialize_field("now", &self.now)?;
        }
        if self.joined != 0 {
            struct_ser.serialize_field("joined", &self.joined)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ViewerCount {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "now",
            "joined",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Now,
            Joined,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "now" => Ok(GeneratedField::Now),
                            "joined" => Ok(GeneratedField::Joined),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ViewerCount;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.ViewerCount")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ViewerCount, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut now__ = None;
                let mut joined__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Now => {
                            if now__.is_some() {
                                return Err(serde::de::Error::duplicate_field("now"));
                            }
                            now__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Joined => {
                            if joined__.is_some() {
                                return Err(serde::de::Error::duplicate_field("joined"));
                            }
                            joined__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ViewerCount {
                    now: now__.unwrap_or_default(),
                    joined: joined__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.ViewerCount", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Waitlist {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "WAITLIST_UNSPECIFIED",
            Self::FirstCome => "WAITLIST_FIRST_COME",
            Self::Lottery => "WAITLIST_LOTTERY",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for Waitlist {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "WAITLIST_UNSPECIFIED",
            "WAITLIST_FIRST_COME",
            "WAITLIST_LOTTERY",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = Waitlist;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "WAITLIST_UNSPECIFIED" => Ok(Waitlist::Unspecified),
                    "WAITLIST_FIRST_COME" => Ok(Waitlist::FirstCome),
                    "WAITLIST_LOTTERY" => Ok(Waitlist::Lottery),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for WatchFunnelRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.show.is_empty() {
            len += 1;
        }
        if self.interval_ms != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.WatchFunnelRequest", len)?;
        if !self.show.is_empty() {
            struct_ser.serialize_field("show", &self.show)?;
        }
        if self.interval_ms != 0 {
            struct_ser.serialize_field("intervalMs", &self.interval_ms)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WatchFunnelRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "show",
            "interval_ms",
            "intervalMs",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Show,
            IntervalMs,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "show" => Ok(GeneratedField::Show),
                            "intervalMs" | "interval_ms" => Ok(GeneratedField::IntervalMs),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WatchFunnelRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.WatchFunnelRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WatchFunnelRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut show__ = None;
                let mut interval_ms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Show => {
                            if show__.is_some() {
                                return Err(serde::de::Error::duplicate_field("show"));
                            }
                            show__ = Some(map_.next_value()?);
                        }
                        GeneratedField::IntervalMs => {
                            if interval_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("intervalMs"));
                            }
                            interval_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(WatchFunnelRequest {
                    show: show__.unwrap_or_default(),
                    interval_ms: interval_ms__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.WatchFunnelRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WatchFunnelResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.funnel.is_some() {
            len += 1;
        }
        if !self.seconds.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.WatchFunnelResponse", len)?;
        if let Some(v) = self.funnel.as_ref() {
            struct_ser.serialize_field("funnel", v)?;
        }
        if !self.seconds.is_empty() {
            struct_ser.serialize_field("seconds", &self.seconds)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WatchFunnelResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "funnel",
            "seconds",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Funnel,
            Seconds,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "funnel" => Ok(GeneratedField::Funnel),
                            "seconds" => Ok(GeneratedField::Seconds),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WatchFunnelResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.WatchFunnelResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WatchFunnelResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut funnel__ = None;
                let mut seconds__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Funnel => {
                            if funnel__.is_some() {
                                return Err(serde::de::Error::duplicate_field("funnel"));
                            }
                            funnel__ = map_.next_value()?;
                        }
                        GeneratedField::Seconds => {
                            if seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seconds"));
                            }
                            seconds__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(WatchFunnelResponse {
                    funnel: funnel__,
                    seconds: seconds__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.WatchFunnelResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WatchRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.merchant.is_empty() {
            len += 1;
        }
        if self.from_seq != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.WatchRequest", len)?;
        if !self.merchant.is_empty() {
            struct_ser.serialize_field("merchant", &self.merchant)?;
        }
        if self.from_seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("fromSeq", ToString::to_string(&self.from_seq).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WatchRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "merchant",
            "from_seq",
            "fromSeq",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Merchant,
            FromSeq,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "merchant" => Ok(GeneratedField::Merchant),
                            "fromSeq" | "from_seq" => Ok(GeneratedField::FromSeq),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WatchRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.WatchRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WatchRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut merchant__ = None;
                let mut from_seq__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Merchant => {
                            if merchant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("merchant"));
                            }
                            merchant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::FromSeq => {
                            if from_seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("fromSeq"));
                            }
                            from_seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(WatchRequest {
                    merchant: merchant__.unwrap_or_default(),
                    from_seq: from_seq__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.WatchRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WatchResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.from_seq != 0 {
            len += 1;
        }
        if self.to_seq != 0 {
            len += 1;
        }
        if self.complete {
            len += 1;
        }
        if !self.stocks.is_empty() {
            len += 1;
        }
        if !self.sales.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.WatchResponse", len)?;
        if self.from_seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("fromSeq", ToString::to_string(&self.from_seq).as_str())?;
        }
        if self.to_seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("toSeq", ToString::to_string(&self.to_seq).as_str())?;
        }
        if self.complete {
            struct_ser.serialize_field("complete", &self.complete)?;
        }
        if !self.stocks.is_empty() {
            struct_ser.serialize_field("stocks", &self.stocks)?;
        }
        if !self.sales.is_empty() {
            struct_ser.serialize_field("sales", &self.sales)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WatchResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "from_seq",
            "fromSeq",
            "to_seq",
            "toSeq",
            "complete",
            "stocks",
            "sales",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            FromSeq,
            ToSeq,
            Complete,
            Stocks,
            Sales,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "fromSeq" | "from_seq" => Ok(GeneratedField::FromSeq),
                            "toSeq" | "to_seq" => Ok(GeneratedField::ToSeq),
                            "complete" => Ok(GeneratedField::Complete),
                            "stocks" => Ok(GeneratedField::Stocks),
                            "sales" => Ok(GeneratedField::Sales),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WatchResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.WatchResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WatchResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut from_seq__ = None;
                let mut to_seq__ = None;
                let mut complete__ = None;
                let mut stocks__ = None;
                let mut sales__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::FromSeq => {
                            if from_seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("fromSeq"));
                            }
                            from_seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ToSeq => {
                            if to_seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("toSeq"));
                            }
                            to_seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Complete => {
                            if complete__.is_some() {
                                return Err(serde::de::Error::duplicate_field("complete"));
                            }
                            complete__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Stocks => {
                            if stocks__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stocks"));
                            }
                            stocks__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sales => {
                            if sales__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sales"));
                            }
                            sales__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(WatchResponse {
                    from_seq: from_seq__.unwrap_or_default(),
                    to_seq: to_seq__.unwrap_or_default(),
                    complete: complete__.unwrap_or_default(),
                    stocks: stocks__.unwrap_or_default(),
                    sales: sales__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.WatchResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Welcome {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.session.is_empty() {
            len += 1;
        }
        if !self.viewer.is_empty() {
            len += 1;
        }
        if !self.caps.is_empty() {
            len += 1;
        }
        if self.recovered {
            len += 1;
        }
        if self.position.is_some() {
            len += 1;
        }
        if self.server_time_ms != 0 {
            len += 1;
        }
        if self.ping_seconds != 0 {
            len += 1;
        }
        if self.chat_max_bytes != 0 {
            len += 1;
        }
        if self.chat_accepted != 0 {
            len += 1;
        }
        if self.chat_sampled_out != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("hawker.v1.Welcome", len)?;
        if !self.session.is_empty() {
            struct_ser.serialize_field("session", &self.session)?;
        }
        if !self.viewer.is_empty() {
            struct_ser.serialize_field("viewer", &self.viewer)?;
        }
        if !self.caps.is_empty() {
            struct_ser.serialize_field("caps", &self.caps)?;
        }
        if self.recovered {
            struct_ser.serialize_field("recovered", &self.recovered)?;
        }
        if let Some(v) = self.position.as_ref() {
            struct_ser.serialize_field("position", v)?;
        }
        if self.server_time_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("serverTimeMs", ToString::to_string(&self.server_time_ms).as_str())?;
        }
        if self.ping_seconds != 0 {
            struct_ser.serialize_field("pingSeconds", &self.ping_seconds)?;
        }
        if self.chat_max_bytes != 0 {
            struct_ser.serialize_field("chatMaxBytes", &self.chat_max_bytes)?;
        }
        if self.chat_accepted != 0 {
            struct_ser.serialize_field("chatAccepted", &self.chat_accepted)?;
        }
        if self.chat_sampled_out != 0 {
            struct_ser.serialize_field("chatSampledOut", &self.chat_sampled_out)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Welcome {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "session",
            "viewer",
            "caps",
            "recovered",
            "position",
            "server_time_ms",
            "serverTimeMs",
            "ping_seconds",
            "pingSeconds",
            "chat_max_bytes",
            "chatMaxBytes",
            "chat_accepted",
            "chatAccepted",
            "chat_sampled_out",
            "chatSampledOut",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Session,
            Viewer,
            Caps,
            Recovered,
            Position,
            ServerTimeMs,
            PingSeconds,
            ChatMaxBytes,
            ChatAccepted,
            ChatSampledOut,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "session" => Ok(GeneratedField::Session),
                            "viewer" => Ok(GeneratedField::Viewer),
                            "caps" => Ok(GeneratedField::Caps),
                            "recovered" => Ok(GeneratedField::Recovered),
                            "position" => Ok(GeneratedField::Position),
                            "serverTimeMs" | "server_time_ms" => Ok(GeneratedField::ServerTimeMs),
                            "pingSeconds" | "ping_seconds" => Ok(GeneratedField::PingSeconds),
                            "chatMaxBytes" | "chat_max_bytes" => Ok(GeneratedField::ChatMaxBytes),
                            "chatAccepted" | "chat_accepted" => Ok(GeneratedField::ChatAccepted),
                            "chatSampledOut" | "chat_sampled_out" => Ok(GeneratedField::ChatSampledOut),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Welcome;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct hawker.v1.Welcome")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Welcome, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut session__ = None;
                let mut viewer__ = None;
                let mut caps__ = None;
                let mut recovered__ = None;
                let mut position__ = None;
                let mut server_time_ms__ = None;
                let mut ping_seconds__ = None;
                let mut chat_max_bytes__ = None;
                let mut chat_accepted__ = None;
                let mut chat_sampled_out__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Session => {
                            if session__.is_some() {
                                return Err(serde::de::Error::duplicate_field("session"));
                            }
                            session__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Viewer => {
                            if viewer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("viewer"));
                            }
                            viewer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Caps => {
                            if caps__.is_some() {
                                return Err(serde::de::Error::duplicate_field("caps"));
                            }
                            caps__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Recovered => {
                            if recovered__.is_some() {
                                return Err(serde::de::Error::duplicate_field("recovered"));
                            }
                            recovered__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = map_.next_value()?;
                        }
                        GeneratedField::ServerTimeMs => {
                            if server_time_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("serverTimeMs"));
                            }
                            server_time_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PingSeconds => {
                            if ping_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pingSeconds"));
                            }
                            ping_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ChatMaxBytes => {
                            if chat_max_bytes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chatMaxBytes"));
                            }
                            chat_max_bytes__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ChatAccepted => {
                            if chat_accepted__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chatAccepted"));
                            }
                            chat_accepted__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ChatSampledOut => {
                            if chat_sampled_out__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chatSampledOut"));
                            }
                            chat_sampled_out__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Welcome {
                    session: session__.unwrap_or_default(),
                    viewer: viewer__.unwrap_or_default(),
                    caps: caps__.unwrap_or_default(),
                    recovered: recovered__.unwrap_or_default(),
                    position: position__,
                    server_time_ms: server_time_ms__.unwrap_or_default(),
                    ping_seconds: ping_seconds__.unwrap_or_default(),
                    chat_max_bytes: chat_max_bytes__.unwrap_or_default(),
                    chat_accepted: chat_accepted__.unwrap_or_default(),
                    chat_sampled_out: chat_sampled_out__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("hawker.v1.Welcome", FIELDS, GeneratedVisitor)
    }
}
