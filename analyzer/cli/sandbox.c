/* Asks the kernel for less. */
#include "cli/sandbox.h"

#ifdef SANDBOX

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- Landlock ---- */

/* As far as Landlock 6 has them: the headers of the building machine may be older than the kernel. */
struct ruleset {
	uint64_t fs, network, scoped;
};

#define FS_ALL (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR \
	| LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR \
	| LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK \
	| LANDLOCK_ACCESS_FS_MAKE_SYM)
#define FS_REFER     (1u << 13) /* Landlock 2 */
#define FS_TRUNCATE  (1u << 14) /* 3 */
#define FS_IOCTL_DEV (1u << 15) /* 5 */
#define NETWORK_ALL 3u          /* 4: bind and connect of TCP */
#define SCOPED_ALL  3u          /* 6: abstract sockets, signals */
#define FS_READS  ((uint64_t)(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR))
#define FS_WRITES ((uint64_t)(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE))

/* The version of Landlock, or 0. */
static long landlock_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);

	return version > 0 ? version : 0;
}

static void allow(int rules, const char *path, uint64_t access)
{
	struct landlock_path_beneath_attr beneath = { .allowed_access = access, .parent_fd = open(path, O_PATH | O_CLOEXEC) };
	struct stat st;

	if (beneath.parent_fd < 0)
		return;
	if (fstat(beneath.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
		beneath.allowed_access &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
	syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
	close(beneath.parent_fd);
}

static void restrict_files(const struct sandbox *s)
{
	long version = landlock_version();
	struct ruleset set = { .fs = FS_ALL };
	int rules;

	if (!version)
		return;
	set.fs |= (version >= 2 ? FS_REFER : 0) | (version >= 3 ? FS_TRUNCATE : 0) | (version >= 5 ? FS_IOCTL_DEV : 0);
	set.network = version >= 4 ? NETWORK_ALL : 0;
	set.scoped = version >= 6 ? SCOPED_ALL : 0;
	rules = (int)syscall(SYS_landlock_create_ruleset, &set, version >= 6 ? sizeof set : version >= 4 ? offsetof(struct ruleset, scoped)
		: offsetof(struct ruleset, network), 0);
	if (rules < 0)
		return;
	for (size_t i = 0; i < s->reads.n; i++)
		allow(rules, s->reads.at[i], FS_READS);
	allow(rules, "/sys/devices/system/cpu/online", FS_READS); /* libc counts the processors there */
	for (size_t i = 0; i < s->writes.n; i++)
		allow(rules, s->writes.at[i], FS_WRITES);
	syscall(SYS_landlock_restrict_self, rules, 0);
	close(rules);
}

/* ---- seccomp ---- */

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, field))
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, what)
#define REFUSE RETURN(SECCOMP_RET_ERRNO | EPERM)
#define MOST_REFUSED 64

/* Calls that nothing here needs, and with which a program that was taken over would go on. */
static const int refused[] = {
	SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4, SYS_sendto, SYS_sendmsg, SYS_sendmmsg,
	SYS_recvfrom, SYS_recvmsg, SYS_recvmmsg, SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register,
	SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_open, SYS_pidfd_getfd,
	SYS_pidfd_send_signal, SYS_kcmp,
	SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns, SYS_open_tree, SYS_move_mount, SYS_fsopen,
	SYS_open_by_handle_at, SYS_name_to_handle_at,
	SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_personality,
	SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_reboot, SYS_swapon, SYS_swapoff,
#ifdef SYS_fork
	SYS_fork, SYS_vfork,
#endif
};

static void restrict_calls(void)
{
#ifdef MACHINE
	struct sock_filter filter[2 * MOST_REFUSED + 32];
	struct sock_fprog program = { .filter = filter };
	unsigned short n = 0;

	_Static_assert(sizeof refused / sizeof *refused <= MOST_REFUSED, "the filter is too small");
#define ADD(...) (filter[n++] = (struct sock_filter)__VA_ARGS__)
	ADD(LOAD(arch));
	ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0));
	ADD(RETURN(SECCOMP_RET_KILL_PROCESS));
	ADD(LOAD(nr));
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)refused[i], 0, 1));
		ADD(REFUSE);
	}
	/* The x32 calls of x86 have numbers of their own. */
	ADD(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000u, 0, 1));
	ADD(REFUSE);
	/* Threads, but no processes. What clone3 makes cannot be seen from here: libc then takes clone. */
	ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1));
	ADD(RETURN(SECCOMP_RET_ERRNO | ENOSYS));
	ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3));
	ADD(LOAD(args[0]));
	ADD(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0));
	ADD(REFUSE);
	ADD(RETURN(SECCOMP_RET_ALLOW));
#undef ADD
	program.len = n;
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

void sandbox_enter(const struct sandbox *s)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return;
	restrict_files(s);
	restrict_calls();
}

static bool has_seccomp(void)
{
#ifdef MACHINE
	uint32_t action = SECCOMP_RET_ERRNO;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
#else
	return false;
#endif
}

const char *sandbox_words(struct arena *a)
{
	long version = landlock_version();
	const char *calls = has_seccomp() ? "seccomp" : "no seccomp on this machine";

	return version ? arena_printf(a, "Landlock %ld, %s", version, calls) : arena_printf(a, "no Landlock in this kernel, %s", calls);
}

#else

void sandbox_enter(const struct sandbox *s)
{
	(void)s;
}

const char *sandbox_words(struct arena *a)
{
	(void)a;
	return "not in this build";
}

#endif
