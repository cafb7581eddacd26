using System.Data.Common;
using System.Globalization;
using System.Text;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Events;

/// <summary>Reads what was written down.</summary>
internal sealed class EventReader(AccountsDatabase database)
{
    private const string Columns = "Id, At, Kind, Account, Actor, Session, Device, Address, Detail";

    /// <summary>At most so many events, the latest first, or the oldest first where the query says after which.</summary>
    public IReadOnlyList<RecordedEvent> Read(EventQuery query, int limit)
    {
        var sql = new StringBuilder($"SELECT {Columns} FROM events WHERE 1 = 1");
        var values = new List<object>();
        Add(sql, values, "Kind = {0}", query.Kind);
        Add(sql, values, "(Account = {0} OR Actor = {0})", query.Account);
        Add(sql, values, "At >= {0}", query.From?.ToUnixTimeMilliseconds());
        Add(sql, values, "At < {0}", query.To?.ToUnixTimeMilliseconds());
        Add(sql, values, "Id < {0}", query.Before);
        Add(sql, values, "Id > {0}", query.After);
        sql.Append(CultureInfo.InvariantCulture, $" ORDER BY Id {(query.After is null ? "DESC" : "ASC")} LIMIT {limit}");
        using DbConnection connection = database.OpenQuick();
        using DbCommand command = connection.Prepare(sql.ToString(), [.. values]);
        using DbDataReader reader = command.ExecuteReader();
        var events = new List<RecordedEvent>();
        while (reader.Read())
        {
            events.Add(Read(reader));
        }

        return events;
    }

    /// <summary>All of them, the latest first, as they are asked for: a page in memory at a time.</summary>
    public IEnumerable<RecordedEvent> ReadAll(EventQuery query)
    {
        const int Page = 500;
        while (true)
        {
            IReadOnlyList<RecordedEvent> page = Read(query, Page);
            foreach (RecordedEvent one in page)
            {
                yield return one;
            }

            if (page.Count < Page)
            {
                yield break;
            }

            query = query with { Before = page[^1].Id };
        }
    }

    // Only texts of this file become SQL.
    private static void Add(StringBuilder sql, List<object> values, string condition, object? value)
    {
        if (value is not null)
        {
            values.Add(value);
            sql.Append(" AND ").Append(condition.Replace("{0}", string.Create(CultureInfo.InvariantCulture, $"${values.Count}"), StringComparison.Ordinal));
        }
    }

    private static RecordedEvent Read(DbDataReader row) => new(
        row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
        new AccountEvent(row.GetString(2), Text(row, 3))
        {
            Actor = Text(row, 4), Session = Text(row, 5), Device = row.GetString(6), Address = row.GetString(7), Detail = Text(row, 8),
        });

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
