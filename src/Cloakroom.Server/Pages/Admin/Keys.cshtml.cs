using Cloakroom.Keys;

namespace Cloakroom.Server.Pages.Admin;

/// <summary>The keys that sign access tokens.</summary>
internal sealed class KeysModel(KeyRing ring) : AdminPage
{
    public IReadOnlyList<KeyView> Keys => ring.View();
}
