//! `hawker audit`: the inventory's balances, counted again; the history of a thing;
//! and the record behind a receipt.

use std::path::Path;

use hawker_inventory::Of;
use hawker_proto::v1::ErrorCode;

use crate::{cli::AuditArgs, error::Error, output};

pub(crate) fn run(args: &AuditArgs) -> Result<(), Error> {
    let journal = args.data_dir.join("journal");
    if let Some(receipt) = &args.receipt {
        prove(&journal, receipt)?;
    }
    let asked = asked(args)?;
    let found = hawker_inventory::audit(&journal, asked.as_ref(), &mut |line| output::line(line))?;
    for difference in &found.differences {
        output::line(difference);
    }
    output::line(format_args!(
        "{} records, {} SKUs and {} reservations counted, from a snapshot of record {} on \
         compared with the state; {} differences",
        found.records,
        found.skus,
        found.reservations,
        found.snapshot,
        found.differences.len()
    ));
    if found.differences.is_empty() {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::AuditDiffers,
        format!(
            "{} things are not as the journal says; keep the data folder and report it",
            found.differences.len()
        ),
    ))
}

fn asked(args: &AuditArgs) -> Result<Option<Of>, Error> {
    if let Some(sku) = &args.sku {
        let named = sku.split_once('/').ok_or_else(|| wrong("--sku is MERCHANT/SKU"))?;
        return Ok(Some(Of::Sku(named.0.to_owned(), named.1.to_owned())));
    }
    let buyer = args.buyer.clone().map(Of::Buyer);
    Ok(buyer.or(args.reservation.map(Of::Reservation)))
}

/// Prints the record that a receipt names.
fn prove(journal: &Path, receipt: &str) -> Result<(), Error> {
    let parts: Vec<u64> = receipt.split('/').map_while(|part| part.parse().ok()).collect();
    let [shard, epoch, seq] = *parts else {
        return Err(wrong("--receipt is SHARD/EPOCH/SEQ, such as 1/3/456"));
    };
    for record in hawker_inventory::read_journal(journal)? {
        let record = record?;
        if record.seq < seq {
            continue;
        }
        let found = (u64::from(record.shard), record.epoch, record.seq);
        if found != (shard, epoch, seq) {
            let (shard, epoch, seq) = found;
            return Err(Error::new(
                ErrorCode::AuditDiffers,
                format!("the receipt is of another journal: record {seq} is {shard}/{epoch}/{seq}"),
            ));
        }
        let text = serde_json::to_string(&record).map_err(|e| Error::internal("the record", e))?;
        output::line(text);
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::AuditDiffers,
        format!("the journal ends before record {seq}, which the receipt names"),
    ))
}

fn wrong(message: &str) -> Error {
    Error::new(ErrorCode::FieldInvalid, message)
}
