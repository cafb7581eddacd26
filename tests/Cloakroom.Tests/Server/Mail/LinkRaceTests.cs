using System.Net;
using Cloakroom.Server.Accounts.Recovery;
using Cloakroom.Tests.PostgreSql;

namespace Cloakroom.Tests.Server.Mail;

/// <summary>One link, used many times at the same moment, at two nodes where there are two: it works once (attack A080).</summary>
public sealed class LinkRaceTests(SharedPostgres postgres)
{
    private const int Racers = 16;

    private static int Rounds => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" ? 60 : 3;

    [Fact]
    public async Task In_SQLite_one_of_many_wins()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await RaceAsync(server, server);
    }

    [Fact]
    public async Task In_PostgreSQL_one_of_many_wins_at_two_nodes()
    {
        string address = await postgres.NewDatabaseAsync();
        string[] flags = ["--Store", address, "--Accounts:Store", "", "--Session:Journal", "off"];
        await using var smtp = new SmtpCatcher();
        await using RunningServer here = await RunningServer.StartAsync([.. flags, .. smtp.Flags]), there = await RunningServer.StartAsync([.. flags, .. smtp.Flags]);
        await RaceAsync(here, there);
    }

    private static async Task RaceAsync(RunningServer here, RunningServer there)
    {
        string id = await here.AddAccountAsync();
        for (int round = 0; round < Rounds; round++)
        {
            // Two links side by side: of the two as well only one may win.
            string[] codes = [here.Link(LinkPurpose.Reset, id), there.Link(LinkPurpose.Reset, id)];
            using var start = new SemaphoreSlim(0);
            Task<HttpStatusCode>[] racers = [.. Enumerable.Range(0, Racers).Select(i => Task.Run(async () =>
            {
                await start.WaitAsync(TestContext.Current.CancellationToken);
                using HttpResponseMessage answer = await (i % 2 == 0 ? here : there).ResetAsync(codes[i / 2 % 2], $"the password of racer number {i}");
                return answer.StatusCode;
            }))];
            start.Release(Racers);
            HttpStatusCode[] answers = await Task.WhenAll(racers);

            int winner = Array.IndexOf(answers, HttpStatusCode.NoContent);
            Assert.Single(answers, a => a == HttpStatusCode.NoContent);
            // The others came too late, or were sent away for a moment by a busy machine.
            Assert.All(answers, a => Assert.True(a is HttpStatusCode.NoContent or HttpStatusCode.BadRequest or HttpStatusCode.ServiceUnavailable, $"{a}"));
            Assert.Equal(HttpStatusCode.OK, await here.LoginStatusAsync(password: $"the password of racer number {winner}"));
        }
    }
}
