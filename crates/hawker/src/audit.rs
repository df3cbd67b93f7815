//! `hawker audit`: the inventory's balances, counted again; the history of a thing;
//! the record behind a receipt; and a draw, held once more.

use hawker_inventory::{Books, Of, Winner};
use hawker_proto::v1::ErrorCode;

use crate::{
    cli::{AuditArgs, AuditCommand},
    config,
    error::Error,
    output,
};

pub(crate) fn run(args: &AuditArgs) -> Result<(), Error> {
    let journal = config::books(args.config.as_deref(), &args.data_dir)?;
    if let Some(AuditCommand::Draw { sale }) = &args.what {
        return draw(&journal, sale);
    }
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
    none(&found.differences)
}

/// An error if there are differences.
fn none(differences: &[String]) -> Result<(), Error> {
    if differences.is_empty() {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::AuditDiffers,
        format!(
            "{} things are not as the journal says; keep the data folder and report it",
            differences.len()
        ),
    ))
}

/// Holds a draw once more, and prints what is public of it and who won.
fn draw(journal: &Books, sale: &str) -> Result<(), Error> {
    let (merchant, name) = sale.split_once('/').ok_or_else(|| wrong("--sale is MERCHANT/SALE"))?;
    let Some(found) = hawker_inventory::audit_draw(journal, merchant, name)? else {
        let message = format!("the journal has no draw {sale}; name it as MERCHANT/SALE");
        return Err(Error::new(ErrorCode::SaleNotFound, message));
    };
    output::line(format_args!("seed hash     {}", hex(&found.seed_hash)));
    output::line(format_args!("entries       {}", found.entries));
    output::line(format_args!("entries hash  {}", hex(&found.entries_hash)));
    let seed = found.seed.as_deref().map_or_else(|| "not revealed yet".to_owned(), hex);
    output::line(format_args!("seed          {seed}"));
    for (place, winner) in (1..).zip(&found.winners) {
        let Winner { entry, buyer, sku, units, reservation } = winner;
        output::line(format_args!(
            "winner {place}: entry {entry}, {buyer}, {units} {sku}, reservation {reservation}"
        ));
    }
    for difference in &found.differences {
        output::line(difference);
    }
    output::line(format_args!(
        "{} winners of {} entries; {} differences",
        found.winners.len(),
        found.entries,
        found.differences.len()
    ));
    none(&found.differences)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
fn prove(journal: &Books, receipt: &str) -> Result<(), Error> {
    let parts: Vec<u64> = receipt.split('/').map_while(|part| part.parse().ok()).collect();
    let [shard, epoch, seq] = *parts else {
        return Err(wrong("--receipt is SHARD/EPOCH/SEQ, such as 1/3/456"));
    };
    for record in hawker_inventory::read_journal(journal.clone())? {
        let record = record?;
        if u64::from(record.shard) < shard || record.seq < seq {
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
