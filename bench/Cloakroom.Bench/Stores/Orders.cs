using Npgsql;

namespace Cloakroom.Bench.Stores;

/// <summary>The shop's own work in the same PostgreSQL: an order, three lines, and the stock of what was ordered.</summary>
internal sealed class Orders(PostgresServer server) : IAsyncDisposable
{
    public const int Clients = 4;
    private const int Articles = 10_000;

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(server.Connection("orders", Clients));

    public async Task OpenAsync()
    {
        await using NpgsqlCommand command = _source.CreateCommand(
            $"""
            CREATE TABLE stock (id int PRIMARY KEY, pieces int NOT NULL) WITH (fillfactor = 70);
            INSERT INTO stock SELECT n, 1000000 FROM generate_series(0, {Articles - 1}) n;
            CREATE TABLE orders (id bigserial PRIMARY KEY, customer int NOT NULL, made timestamptz NOT NULL DEFAULT now());
            CREATE TABLE order_line (order_id bigint NOT NULL REFERENCES orders, article int NOT NULL, pieces int NOT NULL);
            """);
        await command.ExecuteNonQueryAsync();
    }

    public Task<Latencies> MeasureAsync(TimeSpan time) => Latencies.MeasureAsync(Clients, time, async random =>
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using var order = new NpgsqlCommand("INSERT INTO orders (customer) VALUES ($1) RETURNING id", connection, transaction);
        order.Parameters.Add(new() { Value = random.Below(100_000) });
        long id = (long)(await order.ExecuteScalarAsync() ?? 0L);
        // In ascending order, so that two orders of the same articles do not wait for each other in a circle.
        foreach (int article in Enumerable.Range(0, 3).Select(_ => random.Below(Articles)).Order())
        {
            await using var line = new NpgsqlCommand(
                "WITH taken AS (UPDATE stock SET pieces = pieces - 1 WHERE id = $2) INSERT INTO order_line VALUES ($1, $2, 1)", connection, transaction);
            line.Parameters.Add(new() { Value = id });
            line.Parameters.Add(new() { Value = article });
            await line.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return true;
    });

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
