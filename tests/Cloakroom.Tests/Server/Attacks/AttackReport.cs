using Cloakroom.Tests.Conventions;
using Cloakroom.Tests.Server.Attacks;

[assembly: AssemblyFixture(typeof(AttackReport))]

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>Compares what was answered with the page in the tree; with CLOAKROOM_ACCEPT=1 the page is written anew at the end, for what was played.</summary>
public sealed class AttackReport : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AttackPage _page = AttackPage.Read(Repository.Files.Contains(AttackPage.File, StringComparer.Ordinal) ? Repository.Read(AttackPage.File) : "");
    private bool _isChanged;

    private static bool IsAccepting => Environment.GetEnvironmentVariable("CLOAKROOM_ACCEPT") == "1";

    public void Answered(string id, string store, Way way, string what)
    {
        string said = AttackPage.Cell(what);
        lock (_gate)
        {
            if (!IsAccepting)
            {
                Assert.True(_page.Find(id, store, way) == said, $"{AttackPage.File} says of {id} on {store} ({way}): {_page.Find(id, store, way)}, and it was: {said}. If that is meant, run ./test --accept and commit the page.");
            }

            _page.Set(id, store, way, said);
            _isChanged = IsAccepting;
        }
    }

    public void Dispose()
    {
        if (_isChanged)
        {
            Accepted.Equal(AttackPage.File, _page.Write(AttackFile.All()));
        }
    }
}
