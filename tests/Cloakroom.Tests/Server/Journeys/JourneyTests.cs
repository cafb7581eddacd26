using Cloakroom.Tests.Conventions;
using Cloakroom.Tests.Offline;

namespace Cloakroom.Tests.Server.Journeys;

/// <summary>Sessions, cookies and pages of the whole server are the same on every store: one class for each, so that they run side by side.</summary>
public abstract class JourneyTests
{
    private const int Attempts = 3;

    // What every other store is measured by; made once for all of them.
    private static readonly Lazy<Task<Transcript>> InMemory = new(() => RunAsync(() => Task.FromResult("memory:")));

    [Fact]
    public async Task Every_answer_is_that_of_a_server_with_sessions_in_memory()
    {
        Transcript expected = await InMemory.Value, journey = await RunAsync(NewAddressAsync);
        string differences = expected.Differences(journey);
        Assert.True(differences.Length == 0, $"These steps are answered differently; - in memory, + here:\n{differences}");
    }

    [Fact]
    public async Task One_person_by_three_carriers_sees_what_the_page_about_carriers_tells()
    {
        (string tour, double latest) = await PatientlyAsync(NewAddressAsync, async server =>
        {
            using HttpResponseMessage registered = await server.RegisterAsync();
            await using Neighbour neighbour = await (await Neighbour.StartAsync(server.Url)).ListeningAsync();
            return await CarrierTour.RunAsync(server, neighbour);
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"The last end came {latest:F0} ms after the answer of the logout.");

        const string Page = "docs/carriers.md", Begin = "<!-- the tour -->\n```\n", End = "```\n<!-- its end -->";
        string page = await File.ReadAllTextAsync(Repository.PathOf(Page), TestContext.Current.CancellationToken);
        Accepted.Equal(Page, page[..(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + tour + page[page.IndexOf(End, StringComparison.Ordinal)..]);
    }

    /// <summary>The address of the store. What earlier tests left in it belongs to other users.</summary>
    protected abstract Task<string> NewAddressAsync();

    private static Task<Transcript> RunAsync(Func<Task<string>> newAddress) => PatientlyAsync(newAddress, Journey.RunAsync, Journey.Flags);

    private static async Task<T> PatientlyAsync<T>(Func<Task<string>> newAddress, Func<RunningServer, Task<T>> journeyAsync, params string[] flags)
    {
        for (int attempt = 1; ; attempt++)
        {
            using var place = new Place(await newAddress());
            await using RunningServer server = await place.NodeAsync(flags);
            try
            {
                return await journeyAsync(server);
            }
            catch (StoreUnavailableException) when (attempt < Attempts)
            {
                // On a busy machine the store may be late once. What happened to the call is not known, so all begins anew.
            }
        }
    }
}
