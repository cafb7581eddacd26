using Cloakroom.PostgreSql;
using Cloakroom.Tests.Sessions;

namespace Cloakroom.Tests.PostgreSql;

/// <summary>Few schemas and many schedules in each: opening one costs more than playing one.</summary>
public sealed class PostgreSqlSessionHistoryTests(SharedPostgres shared) : SessionHistoryProperties
{
    protected override int Interleavings => 400;

    protected override int SchedulesPerStore => 100;

    protected override async ValueTask<ISessionStore> OpenAsync() => PostgreSqlSessionStore.Open(
        SharedPostgres.Options(await shared.ServerAsync(), SharedPostgres.NewSchema()), TimeProvider.System);

    protected override async ValueTask CloseAsync(ISessionStore store) => await ((PostgreSqlSessionStore)store).DisposeAsync();
}
